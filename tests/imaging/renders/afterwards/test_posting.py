"""Webhooks do not reach into this machine or its network."""

import pytest

from fabula.imaging.renders.afterwards.posting import Poster
from fabula.imaging.renders.errors import WebhookRefused


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1", "192.168.1.1", "169.254.169.254", "[::1]"])
def test_a_private_address_is_refused(host: str) -> None:
    with pytest.raises(WebhookRefused):
        Poster(may_be_private=False).require(f"http://{host}/hook")


async def test_a_name_that_leads_here_is_not_called() -> None:
    poster = Poster(may_be_private=False)
    answer = await poster.post("http://localhost.localdomain:9/hook", b"{}", {})
    assert not answer.is_taken
    await poster.close()
