"""Ids are canonical UUIDs of version 7 and sort by time."""

import time
from uuid import UUID

from fabula.core.ids import mark_of_key, new_id


def test_ids_are_canonical_and_sort_by_their_moment() -> None:
    made: list[str] = []
    for _ in range(5):
        made.append(new_id())
        time.sleep(0.002)
    assert made == sorted(made)
    assert all(str(UUID(one)) == one and UUID(one).version == 7 for one in made)


def test_ids_of_one_moment_differ() -> None:
    assert len({new_id() for _ in range(10_000)}) == 10_000


def test_of_a_key_a_short_mark_is_kept_that_tells_keys_apart() -> None:
    marks = [mark_of_key(key) for key in ("a", "b", "a" * 500)]
    assert len(set(marks)) == 3
    assert [len(mark or "") for mark in marks] == [64, 64, 64]
    assert (mark_of_key("a"), mark_of_key(None), mark_of_key("")) == (marks[0], None, None)
