"""The line: rank first, then turns between owners, and loaded models without anybody waiting for ever."""

import time
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from fabula.imaging.renders.scheduling import Asking, Line, LineRules, Rank, Shape, Wish

PORTRAIT, HARBOUR = Shape("portrait", frozenset({"sdxl"})), Shape("harbour", frozenset({"flux"}))


def wish(
    wish_id: str,
    owner: str = "ann",
    shape: Shape = PORTRAIT,
    rank: Rank = Rank.INTERACTIVE,
    since: float = 0,
    seconds: float = 10,
) -> Wish:
    return Wish(wish_id, owner, shape, rank, since, seconds)


def server(
    wants: Callable[[Shape], bool] = lambda shape: True, is_warm: Callable[[Shape], bool] = lambda shape: False
) -> Asking:
    return Asking(wants, is_warm)


def drained(line: Line, asking: Asking, now: float = 0) -> list[str]:
    taken: list[str] = []
    while found := line.take(asking, now):
        taken.append(found.id)
    return taken


def line_of(*wishes: Wish, rules: LineRules | None = None) -> Line:
    line = Line(rules)
    for each in wishes:
        line.add(each)
    return line


def test_one_owner_is_served_in_order() -> None:
    assert drained(line_of(*map(wish, "abc")), server()) == ["a", "b", "c"]


def test_who_floods_lets_a_newcomer_in_at_once() -> None:
    line = line_of(*(wish(f"a{number}") for number in range(1000)))
    for _ in range(5):
        line.take(server(), 0)
    line.add(wish("b", owner="bob"))
    assert line.place("b") == 0
    found = line.take(server(), 0)
    assert found
    assert found.id == "b"


def test_owners_take_turns_by_the_time_they_use() -> None:
    long = [wish(f"a{number}", seconds=30) for number in range(4)]
    short = [wish(f"b{number}", owner="bob", seconds=10) for number in range(9)]
    order = "".join(taken[0] for taken in drained(line_of(*long, *short), server()))
    assert order == "abbbabbbabbba"


def test_somebody_who_watches_goes_before_a_list() -> None:
    line = line_of(wish("list", rank=Rank.BATCH), wish("page", owner="bob"))
    assert drained(line, server()) == ["page", "list"]


def test_a_list_that_waited_long_is_not_starved() -> None:
    line = line_of(wish("list", rank=Rank.BATCH, since=0), wish("page", owner="bob", since=200))
    line.charge("bob", 5)
    assert drained(line, server(), now=200) == ["list", "page"]


def test_a_server_gets_only_what_it_wants() -> None:
    line = line_of(wish("a", shape=HARBOUR), wish("b"))
    assert drained(line, server(wants=lambda shape: shape is PORTRAIT)) == ["b"]
    assert "a" in line


def test_what_is_loaded_overtakes_but_not_for_ever() -> None:
    rules = LineRules(overtakings=3)
    cold = wish("cold", shape=HARBOUR)
    line = line_of(cold, *(wish(f"w{number}") for number in range(6)), rules=rules)
    asking = server(is_warm=lambda shape: shape is PORTRAIT)
    assert drained(line, asking) == ["w0", "w1", "w2", "cold", "w3", "w4", "w5"]


def test_what_is_loaded_overtakes_only_from_near() -> None:
    line = line_of(*(wish(f"c{number}", shape=HARBOUR) for number in range(40)), wish("warm"))
    found = line.take(server(is_warm=lambda shape: shape is PORTRAIT), 0)
    assert found
    assert found.id == "c0"


def test_another_owner_with_loaded_models_goes_first_within_bounds() -> None:
    asking = server(is_warm=lambda shape: shape is PORTRAIT)
    line = line_of(wish("cold", shape=HARBOUR), *(wish(f"w{number}", owner="bob") for number in range(9)))
    taken = drained(line, asking)
    # Bob may be ahead by the slack of 30 seconds, three renders, and by no more.
    assert taken.index("cold") == 4


def test_who_waited_too_long_is_not_overtaken_by_others() -> None:
    asking = server(is_warm=lambda shape: shape is PORTRAIT)
    line = line_of(wish("cold", shape=HARBOUR, since=0), wish("warm", owner="bob", since=0))
    found = line.take(asking, 61)
    assert found
    assert found.id == "cold"


def test_what_is_removed_is_gone_and_leaves_no_trace() -> None:
    line = line_of(wish("a"), wish("b"))
    assert line.remove("a")
    assert not line.remove("a")
    assert line.place("a") is None
    assert drained(line, server()) == ["b"]
    assert len(line) == 0


def test_the_same_render_may_wait_again() -> None:
    line = line_of(wish("a"), wish("b"))
    line.remove("a")
    line.add(wish("a"))
    assert drained(line, server()) == ["b", "a"]


def test_a_hundred_thousand_waiting_renders_are_no_burden() -> None:
    line = line_of(*(wish(f"{number}", owner=f"o{number % 200}") for number in range(100_000)))
    asking = server()
    spent: list[float] = []
    for _ in range(300):
        began = time.perf_counter()
        assert line.take(asking, 0)
        spent.append(time.perf_counter() - began)
    assert sorted(spent)[len(spent) // 2] < 0.01


events = st.lists(
    st.tuples(
        st.sampled_from(["ann", "bob", "eva"]),
        st.sampled_from([PORTRAIT, HARBOUR]),
        st.sampled_from(list(Rank)),
        st.booleans(),
    ),
    max_size=60,
)


@given(events)
def test_every_render_leaves_the_line_exactly_once(given_events: list[tuple[str, Shape, Rank, bool]]) -> None:
    line, expected = Line(), set[str]()
    for number, (owner, shape, rank, stays) in enumerate(given_events):
        line.add(wish(str(number), owner, shape, rank))
        if stays:
            expected.add(str(number))
        else:
            assert line.remove(str(number))
    taken = drained(line, server(is_warm=lambda shape: shape is HARBOUR))
    assert sorted(taken) == sorted(expected)
    assert len(line) == 0


@given(st.lists(st.sampled_from(["ann", "bob", "eva"]), min_size=3, max_size=80))
def test_nobody_gets_ahead_of_the_others_by_more_than_one_render(owners: list[str]) -> None:
    line = line_of(*(wish(str(number), owner) for number, owner in enumerate(owners)))
    used = dict.fromkeys(owners, 0)
    left = {owner: owners.count(owner) for owner in owners}
    while found := line.take(server(), 0):
        used[found.owner] += 1
        left[found.owner] -= 1
        waiting = [owner for owner, count in left.items() if count]
        assert all(used[found.owner] - used[owner] <= 1 for owner in waiting)
