"""One person's flood leaves room for others."""

import asyncio

from fabula.core.runs.work.room import Room


async def entered(room: Room, owner: str, leave: asyncio.Event, log: list[str]) -> None:
    async with room.place(owner):
        log.append(owner)
        await leave.wait()


async def test_a_flood_takes_half_and_the_next_person_comes_in_at_once() -> None:
    room, leave, log = Room(8), asyncio.Event(), list[str]()
    async with asyncio.TaskGroup() as group:
        for owner in ["ann"] * 20 + ["ben"] * 20 + ["cid"]:
            group.create_task(entered(room, owner, leave, log))
        await asyncio.sleep(0)
        assert (log.count("ann"), log.count("ben"), log.count("cid")) == (4, 2, 1)
        leave.set()
    assert len(log) == 41


async def test_a_place_given_to_somebody_who_just_left_is_free_again() -> None:
    room, leave, log = Room(2), asyncio.Event(), list[str]()
    first = asyncio.create_task(entered(room, "ann", leave, log))
    second = asyncio.create_task(entered(room, "ann", leave, log))
    await asyncio.sleep(0)
    assert log == ["ann"]
    leave.set()
    await first
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    await entered(room, "ann", leave, log)
    await entered(room, "ben", leave, log)
