"""Whatever comes in whatever order: nobody runs out of memory, nobody is disturbed, and every wait ends."""

import asyncio
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.simulated import run_virtually
from fabula.core.errors import FabulaError
from fabula.engines.gpu import GpuBusy, Lease, LeaseRequest, NoRoom, Priority, Rules
from fabula.engines.gpu.line.order import Waiter, in_order
from fabula.engines.gpu.line.usage import Usage
from tests.engines.gpu.conftest import PEAKS, SIZES, House, house


@dataclass(frozen=True)
class Job:
    at: float
    owner: str
    what: str
    seconds: float
    priority: Priority
    gives_up_after: float | None
    fails: bool


jobs = st.lists(
    st.builds(
        Job,
        at=st.floats(0, 60),
        owner=st.sampled_from("abcd"),
        what=st.sampled_from([*SIZES, *PEAKS]),
        seconds=st.floats(0, 15),
        priority=st.sampled_from(Priority),
        gives_up_after=st.none() | st.floats(0, 30),
        fails=st.booleans(),
    ),
    max_size=14,
)
faults = st.lists(
    st.tuples(st.floats(0, 100), st.sampled_from(["ignores", "stopping", "stranger", "hangs"])), max_size=3
)


class Broken(Exception):
    """The work itself failed."""


async def one(home: House, job: Job, ended: list[str]) -> None:
    await asyncio.sleep(job.at)
    engine, request = (home.ollama, home.text) if job.what in SIZES else (home.comfy, home.picture)
    try:
        async with (
            asyncio.timeout(job.gives_up_after),
            home.arbiter.lease(request(job.what, job.owner, priority=job.priority)),
        ):
            await engine.use(job.what, job.seconds)
            if job.fails:
                raise Broken
    except (Broken, TimeoutError, GpuBusy, NoRoom) as error:
        ended.append(type(error).__name__)
    else:
        ended.append("done")


def left(home: House) -> list[str]:
    """Owners that still hold or wait; the house itself, which brings a model back, has no name."""
    device = home.arbiter.state().devices[0]
    return [each.owner for each in (*device.line, *device.holders) if each.owner]


async def trouble(home: House, at: float, kind: str) -> None:
    await asyncio.sleep(at)
    if kind == "ignores":
        home.ollama.ignores_unload = home.comfy.ignores_free = True
        await asyncio.sleep(20)
        home.ollama.ignores_unload = home.comfy.ignores_free = False
    elif kind == "stopping":
        home.ollama.stopping_s = 8.0
    elif kind == "stranger":
        home.card.stranger_mb = min(3_000, max(0, home.card.free_mb))
        await asyncio.sleep(15)
        home.card.stranger_mb = 0
    else:
        home.comfy.hangs = True
        await asyncio.sleep(10)
        home.comfy.hangs = False


@settings(max_examples=120, deadline=None)
@given(jobs=jobs, slots=st.integers(1, 3), watched=st.booleans())
def test_every_job_ends_and_the_card_is_never_overfilled(jobs: list[Job], slots: int, watched: bool) -> None:
    async def story() -> None:
        async with house(Rules(monitor_enabled=watched), text_slots=slots) as home:
            home.arbiter.start()
            ended: list[str] = []
            await asyncio.gather(*(one(home, job, ended) for job in jobs))
            assert len(ended) == len(jobs)
            assert (home.card.out_of_memory, home.card.killed) == (0, 0)
            assert left(home) == []

    run_virtually(story())


@settings(max_examples=80, deadline=None)
@given(jobs=jobs, faults=faults)
def test_every_job_ends_whatever_fails(jobs: list[Job], faults: list[tuple[float, str]]) -> None:
    async def story() -> None:
        async with house(Rules(wait_s=120)) as home:
            home.arbiter.start()
            ended: list[str] = []
            troubles = [asyncio.create_task(trouble(home, at, kind)) for at, kind in faults]
            await asyncio.gather(*(one(home, job, ended) for job in jobs))
            assert len(ended) == len(jobs)
            assert home.card.killed == 0
            assert left(home) == []
            for task in troubles:
                task.cancel()

    run_virtually(story())


@settings(max_examples=60, deadline=None)
@given(jobs=jobs)
def test_engines_take_turns_on_a_card_that_nobody_measures(jobs: list[Job]) -> None:
    async def story() -> None:
        async with house(Rules(monitor_enabled=False), total_mb=None, text_slots=2) as home:
            working: list[str] = []

            async def one(job: Job) -> None:
                await asyncio.sleep(job.at)
                ask = home.text if job.what in SIZES else home.picture
                async with home.arbiter.lease(ask(job.what, job.owner)) as lease:
                    working.append(lease.request.tenant)
                    assert len(set(working)) == 1
                    await asyncio.sleep(job.seconds)
                    working.remove(lease.request.tenant)

            await asyncio.gather(*(one(job) for job in jobs))

    run_virtually(story())


async def waiting(jobs: list[Job]) -> list[Waiter]:
    loop = asyncio.get_running_loop()
    return [
        Waiter(
            request=LeaseRequest(tenant="t", what=job.what, owner=job.owner, priority=job.priority),
            number=number,
            arrived=job.at,
            priority=5,
            expected_s=job.seconds,
            granted=loop.create_future(),
        )
        for number, job in enumerate(sorted(jobs, key=lambda job: job.at))
    ]


@settings(max_examples=200, deadline=None)
@given(jobs=jobs, spent=st.dictionaries(st.sampled_from("abcd"), st.floats(0, 100)))
def test_the_order_is_a_permutation_that_keeps_each_owners_own_order(jobs: list[Job], spent: dict[str, float]) -> None:
    async def story() -> None:
        line, usage, now = await waiting(jobs), Usage(300), 60.0
        for owner, seconds in spent.items():
            usage.charge(owner, seconds, now)
        ordered = in_order(line, usage, {}, 30, now)
        assert sorted(w.number for w in ordered) == [w.number for w in line]
        for owner in "abcd":
            for priority in Priority:
                own = [w.number for w in ordered if (w.request.owner, w.request.priority) == (owner, priority)]
                assert own == sorted(own)

    run_virtually(story())


@settings(max_examples=200, deadline=None)
@given(jobs=jobs)
def test_among_fresh_waiters_people_go_before_batches(jobs: list[Job]) -> None:
    async def story() -> None:
        ordered = in_order(await waiting(jobs), Usage(300), {}, 1e9, 60.0)
        ranks = [waiter.request.priority for waiter in ordered]
        assert ranks == sorted(ranks)

    run_virtually(story())


def test_a_thousand_waiters_are_served_without_a_stall() -> None:
    async def story() -> None:
        async with house(Rules(monitor_enabled=False, wait_s=1e6), text_slots=4) as home:
            told = 0

            def hear(_: object) -> None:
                nonlocal told
                told += 1

            async def one(number: int) -> None:
                async with home.arbiter.lease(home.text("small", f"p{number % 50}"), told=hear):
                    await home.ollama.use("small", 0.5)

            await asyncio.gather(*(one(number) for number in range(1000)))
            assert told >= 1000
            assert asyncio.get_running_loop().time() < 1000 * 0.5 / 4 + 10

    run_virtually(story())


def test_a_line_has_an_end() -> None:
    async def story() -> None:
        async with house(Rules(monitor_enabled=False, line_limit=3)) as home:
            async with home.arbiter.lease(home.picture()):
                waiters = [asyncio.create_task(home.write(owner=f"p{n}")) for n in range(4)]
                await asyncio.sleep(1)
                refused = [task for task in waiters if task.done()]
                assert len(refused) == 1
                assert isinstance(refused[0].exception(), FabulaError)
            await asyncio.gather(*waiters, return_exceptions=True)

    run_virtually(story())


def test_fences_only_rise() -> None:
    async def story() -> None:
        async with house() as home:
            leases: list[Lease] = []
            for _ in range(5):
                async with home.arbiter.lease(home.text()) as lease:
                    leases.append(lease)
            fences = [lease.fence for lease in leases]
            assert fences == sorted(set(fences))

    run_virtually(story())
