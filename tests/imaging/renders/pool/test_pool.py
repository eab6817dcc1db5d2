"""The pool gives each render a server, and takes it back whatever happens."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from fabula.core.background import Background
from fabula.engines.comfy import Graph, new_prompt_id
from fabula.imaging.renders.errors import NoServer, NoServerFits
from fabula.imaging.renders.pool import Asked, Pool
from fabula.imaging.renders.scheduling import Rank, Shape
from tests.imaging.renders.fleet import Fleet, missing, painters

GRAPH: Graph = {"1": {"class_type": "EmptyImage", "inputs": {}}}
SHAPE = Shape("portrait")


def asked(name: str, shape: Shape = SHAPE, graph: Graph = GRAPH, owner: str = "ann", **more: object) -> Asked:
    return Asked(name, owner, shape, graph, Rank.INTERACTIVE, name, **more)  # pyright: ignore[reportArgumentType]


@pytest.fixture
async def fleet() -> AsyncGenerator[Fleet]:
    """Two servers, each for one render at a time."""
    async with painters("north", "south") as fleet:
        yield fleet


@asynccontextmanager
async def opened(fleet: Fleet) -> AsyncGenerator[Pool]:
    background = Background()
    pool = Pool(fleet, background, missing, health_every_s=0.1)
    await pool.open()
    try:
        yield pool
    finally:
        await background.close()


@pytest.fixture
async def pool(fleet: Fleet) -> AsyncGenerator[Pool]:
    async with opened(fleet) as pool:
        yield pool


async def test_each_server_gets_one_before_any_gets_a_second(pool: Pool) -> None:
    async with pool.turn(asked("a")) as first, pool.turn(asked("b")) as second:
        assert {first.server.name, second.server.name} == {"north", "south"}


async def test_who_waits_is_told_the_place_and_gets_the_next_free_server(pool: Pool) -> None:
    places: list[int] = []
    async with pool.turn(asked("a")), AsyncExitStack() as second:
        await second.enter_async_context(pool.turn(asked("b")))

        def told(place: int | None, _eta_s: float | None) -> None:
            places.append(-1 if place is None else place)

        waiting = asyncio.get_running_loop().create_task(take(pool, asked("c", on_place=told)))
        await until(lambda: places != [])
        assert not waiting.done()
        await second.aclose()
        assert await asyncio.wait_for(waiting, 10) in ("north", "south")
    assert set(places) == {0}
    assert all(not host.has for host in pool.hosts)


async def test_while_no_server_takes_work_nobody_is_told_a_place_nor_a_time(pool: Pool) -> None:
    heard: list[tuple[int | None, float | None]] = []

    def told(place: int | None, eta_s: float | None) -> None:
        heard.append((place, eta_s))

    for host in pool.hosts:
        host.benched_until = pool.now() + 60
    waiting = asyncio.get_running_loop().create_task(take(pool, asked("a", on_place=told)))
    await until(lambda: heard != [])
    assert (set(heard), waiting.done()) == ({(None, None)}, False)
    for host in pool.hosts:
        host.benched_until = 0.0
    assert await asyncio.wait_for(waiting, 10) in ("north", "south")


async def test_what_a_server_still_has_does_not_wait_for_its_card_and_what_it_forgot_does(
    pool: Pool, fleet: Fleet
) -> None:
    north = fleet.servers[0]
    north.painter.script.hang_job()
    picture: Graph = {
        "1": {"class_type": "EmptyImage", "inputs": {"width": 64, "height": 64, "batch_size": 1, "color": 0}},
        "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
    }
    prompt_id = new_prompt_id()
    await north.client.submit(picture, prompt_id)
    for known in (prompt_id, new_prompt_id()):
        async with pool.again(asked("a"), "north", known) as turn:
            assert turn is not None
    assert [need.is_running for need in north.needs] == [True, False]
    north.painter.script.release()


async def take(pool: Pool, wanted: Asked) -> str:
    async with pool.turn(wanted) as turn:
        turn.began()
        turn.finished()
        return turn.server.name


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.02)


async def test_a_cancel_in_the_line_leaves_no_trace(pool: Pool) -> None:
    async with pool.turn(asked("a")), pool.turn(asked("b")):
        waiting = asyncio.get_running_loop().create_task(take(pool, asked("c")))
        await until(lambda: len(pool) == 1)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert len(pool) == 0
    assert await take(pool, asked("d")) in ("north", "south")


async def test_what_no_server_can_run_is_refused_with_what_is_missing_where(pool: Pool) -> None:
    graph: Graph = {"1": {"class_type": "Teleport", "inputs": {}}}
    with pytest.raises(NoServerFits, match=r"north: Teleport is not installed\..*south: Teleport"):
        await take(pool, asked("a", Shape("other"), graph))


async def test_without_any_server_nobody_waits_for_ever() -> None:
    async with opened(Fleet()) as pool:
        with pytest.raises(NoServer):
            await take(pool, asked("a"))


async def test_a_server_that_is_added_serves_those_who_wait(fleet: Fleet) -> None:
    later = fleet.servers.pop()
    async with opened(fleet) as pool, pool.turn(asked("a")):
        waiting = asyncio.get_running_loop().create_task(take(pool, asked("b")))
        await until(lambda: len(pool) == 1)
        fleet.servers.append(later)
        fleet.changed()
        assert await asyncio.wait_for(waiting, 10) == later.name


async def test_a_draining_server_gets_nothing_new(fleet: Fleet, pool: Pool) -> None:
    fleet.servers[0].is_draining = True
    assert {await take(pool, asked(str(number))) for number in range(4)} == {"south"}


async def test_a_render_may_be_bound_to_a_server_or_avoid_one(pool: Pool) -> None:
    assert await take(pool, asked("a", Shape("portrait", server="south"))) == "south"
    assert await take(pool, asked("b", Shape("portrait", avoid=frozenset({"south"})))) == "north"


async def test_a_paused_pool_gives_nothing_out_until_it_goes_on(pool: Pool) -> None:
    pool.pause(True)
    waiting = asyncio.get_running_loop().create_task(take(pool, asked("a")))
    await asyncio.sleep(0.3)
    assert not waiting.done()
    pool.pause(False)
    await asyncio.wait_for(waiting, 10)
