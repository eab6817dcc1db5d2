"""Ids are canonical UUIDs of version 7 and sort by time."""

import time
from uuid import UUID

from fabula.core.ids import new_id


def test_ids_are_canonical_and_sort_by_their_moment() -> None:
    made: list[str] = []
    for _ in range(5):
        made.append(new_id())
        time.sleep(0.002)
    assert made == sorted(made)
    assert all(str(UUID(one)) == one and UUID(one).version == 7 for one in made)


def test_ids_of_one_moment_differ() -> None:
    assert len({new_id() for _ in range(10_000)}) == 10_000
