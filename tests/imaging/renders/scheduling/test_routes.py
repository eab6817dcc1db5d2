"""Slow servers help with a long line, and stay out of the way at its end."""

import heapq

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fabula.imaging.renders.scheduling import Busy, Station, Times, is_worth_it

IDLE: list[Busy] = []


def test_a_server_alone_takes_everything() -> None:
    assert is_worth_it(Station(IDLE, 100), [], 1, 0)


def test_a_single_render_waits_a_moment_for_the_faster_server() -> None:
    fast = Station([Busy(0, 4)], 4)
    assert not is_worth_it(Station(IDLE, 10), [fast], 1, now=2)
    assert is_worth_it(Station(IDLE, 5), [fast], 1, now=2)


def test_a_long_line_uses_the_slow_server_too() -> None:
    assert is_worth_it(Station(IDLE, 10), [Station([Busy(0, 4), Busy(None, 4)], 4)], 20, 0)


def test_what_is_overdue_may_end_any_moment() -> None:
    assert Station([Busy(0, 4)], 4).backlog(100) == 0


@example([1.0, 4.0, 7.0, 7.0, 7.0], 10)
@given(
    st.lists(st.floats(0.5, 20), min_size=1, max_size=5),
    st.integers(1, 60),
)
def test_a_line_ends_as_soon_as_it_could(paces: list[float], count: int) -> None:
    ideal = makespan_bound(paces, count)
    assert simulated(paces, count) <= ideal + 1e-6


@pytest.mark.parametrize("count", [10, 50, 200])
def test_two_unequal_servers_share_by_their_speed(count: int) -> None:
    assert simulated([4, 10], count) <= 1.1 * makespan_bound([4, 10], count)


def makespan_bound(paces: list[float], count: int) -> float:
    """The soonest that whole renders can be done by these servers."""
    ends = [(pace, pace) for pace in paces]
    heapq.heapify(ends)
    last = 0.0
    for _ in range(count):
        end, pace = heapq.heappop(ends)
        last = max(last, end)
        heapq.heappush(ends, (end + pace, pace))
    return last


def simulated(paces: list[float], count: int) -> float:
    """Servers ask whenever they are idle, and when another one begins or ends."""
    now, left = 0.0, count
    ends: dict[int, float] = {}
    while left or ends:
        for number in sorted(range(len(paces)), key=lambda number: paces[number]):
            others = [
                Station([Busy(ends[other] - paces[other], paces[other])] if other in ends else [], paces[other])
                for other in range(len(paces))
                if other != number
            ]
            if left and number not in ends and is_worth_it(Station([], paces[number]), others, left, now):
                ends[number], left = now + paces[number], left - 1
        now = min(ends.values())
        ends = {number: end for number, end in ends.items() if end > now}
    return now


def test_times_are_learnt_and_carried_over_to_other_servers() -> None:
    times = Times()
    for _ in range(20):
        times.record("portrait", "fast", 4)
        times.record("portrait", "slow", 10)
    times.record("harbour", "fast", 8)
    assert times.expected("portrait", "fast") == pytest.approx(4)
    assert times.expected("harbour", "slow") > 1.5 * times.expected("harbour", "fast")
    assert times.expected("never seen", "anywhere") == 10
