"""Which Node builds the web app."""

import pytest

from steps.node import is_new_enough


@pytest.mark.parametrize("version", ["v20.19.0", "v20.20.2", "v22.12.0", "v23.0.0", "v24.0.0", "v26.1.0"])
def test_new_enough(version: str) -> None:
    assert is_new_enough(version)


@pytest.mark.parametrize("version", ["v18.20.0", "v20.18.9", "v21.7.0", "v22.11.0", "", "nonsense"])
def test_too_old_or_unknown(version: str) -> None:
    assert not is_new_enough(version)
