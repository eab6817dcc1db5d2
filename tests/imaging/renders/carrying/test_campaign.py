"""A small campaign: Fabula is killed again and again, and pictures are counted on the painters' side."""

import pytest

from bench.faults import KILLED, campaign


@pytest.mark.thorough
@pytest.mark.timeout(240)
async def test_killed_again_and_again_none_is_lost_none_doubled_none_falsely_done() -> None:
    outcome = await campaign(KILLED, 8)
    assert outcome.is_good, str(outcome)
    assert outcome.done == 8
