"""Renders through the whole server on painters at zero delay, beside a bare client that does the same work.

python bench/orchestrator.py [--renders 400] [--servers 8] [--flood 300]

The painters run in processes of their own and say when they began and ended (milliseconds since 1970); what is measured
is what lies between: from the accepted order to the begin, and from the end to the stored picture with the run's end.
Everything runs on the loop and with the collector's settings that `fabula serve` has. Where the processor time of the
server is measured, orders come over HTTP from a process of their own, too.
"""

import argparse
import asyncio
import gc
import itertools
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import uvicorn
from fastapi import FastAPI
from sqlalchemy import text

from fabula.app.server import COLLECTED_AFTER
from fabula.core.db import Database
from fabula.core.settings import Settings
from fabula.imaging.renders.pool import Pool
from fabula.imaging.renders.scheduling import Asking, Line, Rank, Shape, Wish
from tests.visitors import Visitor, newcomer, started

ROOT = Path(__file__).parents[1]
FLOOD_STEP_S = 0.02

if sys.platform == "win32":
    LOOP = asyncio.new_event_loop
else:
    from uvloop import new_event_loop as LOOP


def graph(number: int, size: int = 64) -> dict[str, Any]:
    image = {"width": size, "height": size, "batch_size": 1, "color": number}
    return {
        "1": {"class_type": "EmptyImage", "inputs": image},
        "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": f"bench/{number}"}},
    }


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else float("nan")


@asynccontextmanager
async def painter(node_s: float = 0.0, *, deaf: bool = False) -> AsyncGenerator[str]:
    """The address of a painter in a process of its own; a deaf one holds sockets open and tells nothing."""
    given = ["--painter", str(node_s), *(["--deaf"] if deaf else [])]
    process = await asyncio.create_subprocess_exec(sys.executable, __file__, *given, stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdout
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.kill()
        await process.wait()


async def paint(node_s: float, *, deaf: bool) -> None:
    from fabula.engines.builtin.painter import Pace, Painter

    async with Painter(pace=Pace(node_s=node_s, plain=True)) as server:
        server.script.deafen(deaf)
        print(server.url, flush=True)
        await asyncio.Event().wait()


@dataclass
class Bench:
    """A started server, its painters, and who orders."""

    app: FastAPI
    ann: Visitor
    painters: list[str]

    async def order(self, count: int, first: int, by: Visitor | None = None, at_once: int = 16) -> list[str]:
        gate = asyncio.Semaphore(at_once)

        async def one(number: int) -> str:
            async with gate:
                answer = await (by or self.ann).http.post("/api/renders", json={"graph": graph(first + number)})
                assert answer.status_code == 202, answer.text
                return answer.json()["renders"][0]["id"]

        return list(await asyncio.gather(*map(one, range(count))))

    async def until_done(self, expected: int) -> None:
        done = 0
        while done < expected:
            await asyncio.sleep(0.05)
            done = (await self.rows("SELECT count(*) FROM runs WHERE state = 'done'"))[0][0]
            failed = await self.rows("SELECT error FROM runs WHERE state = 'failed' LIMIT 1")
            assert not failed, failed

    async def rows(self, sql: str) -> Sequence[Any]:
        async with self.app.state.parts[Database].reading() as session:
            return (await session.execute(text(sql))).all()

    async def times(self) -> dict[str, tuple[float, float, float]]:
        """For each render: begin and end on the server, and the end of its run, in milliseconds since 1970."""
        found: dict[str, tuple[float, float, float]] = {}
        sql = "SELECT renders.id, prompt_id, finished_at FROM renders JOIN runs ON runs.id = renders.id"
        history: dict[str, Any] = {}
        async with aiohttp.ClientSession() as http:
            for url in self.painters:
                async with http.get(f"{url}/history") as answer:
                    history |= await answer.json()
        for render, prompt, finished in await self.rows(sql):
            if prompt not in history:
                continue
            told = {kind: data["timestamp"] for kind, data in history[prompt]["status"]["messages"]}
            ended = datetime.fromisoformat(finished).replace(tzinfo=UTC).timestamp() * 1000
            found[render] = (told["execution_start"], told["execution_success"], ended)
        return found


@asynccontextmanager
async def bench(*paces: float, ahead: int = 2, deaf: bool = False) -> AsyncGenerator[Bench]:
    """A server with one painter for each pace, each on a card of its own."""
    async with AsyncExitStack() as life:
        folder = Path(life.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        painters = [await life.enter_async_context(painter(pace, deaf=deaf)) for pace in paces]
        settings = Settings(data=folder, discover_engines=False, demo_engines=False, open_browser=False)
        app = await life.enter_async_context(started(settings))
        ann = await newcomer(app, "Ann")
        for number, url in enumerate(painters):
            body = {"name": f"P{number}", "url": url, "device": f"card{number}", "options": {"ahead": ahead}}
            answer = await ann.http.post("/api/admin/servers", json=body)
            assert answer.status_code == 201, answer.text
        pool = app.state.parts[Pool]
        while sum(host.is_there and host.is_known for host in pool.hosts) < len(painters):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        gc.collect()
        gc.freeze()
        gc.set_threshold(*COLLECTED_AFTER)
        yield Bench(app, ann, painters)


def line(name: str, told: str, bar: str, *, good: bool) -> bool:
    print(f"{'ok ' if good else 'BAD'} {name:44} {told:32} bar {bar}", flush=True)
    return good


async def latency(count: int = 40) -> bool:
    """One at a time on one server."""
    accepted: dict[str, float] = {}
    async with bench(0.0) as run:
        for number in range(count):
            [render] = await run.order(1, number)
            accepted[render] = time.time() * 1000
            await run.until_done(number + 1)
        times = await run.times()
    begins = [max(0.0, times[render][0] - at) for render, at in accepted.items()]
    ends = [ended - success for _, success, ended in times.values()]
    first, last = percentile(begins, 0.5), percentile(ends, 0.5)
    good = line(
        "accepted -> begun on the server, p50 (p99)",
        f"{first:.1f} ms ({percentile(begins, 0.99):.0f})",
        "10 ms",
        good=first <= 10,
    )
    return (
        line(
            "end on the server -> run done, p50 (p99)",
            f"{last:.1f} ms ({percentile(ends, 0.99):.0f})",
            "25 ms",
            good=last <= 25,
        )
        and good
    )


async def deaf(count: int = 10) -> bool:
    """One at a time on a server whose socket is open and tells nothing."""
    async with bench(0.0, deaf=True) as run:
        for number in range(count):
            await run.order(1, number)
            await run.until_done(number + 1)
        ends = [ended - success for _, success, ended in (await run.times()).values()]
    last = percentile(ends, 0.5)
    told = f"{last:.0f} ms ({percentile(ends, 0.99):.0f})"
    return line("the same with a dead socket, p50 (p99)", told, "1100 ms", good=last <= 1100)


@asynccontextmanager
async def served(app: FastAPI) -> AsyncGenerator[str]:
    """The address of the application behind a socket."""
    place = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off"))
    serving = asyncio.get_running_loop().create_task(server.serve(sockets=[place]))
    while not server.started:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{place.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


@asynccontextmanager
async def customer(url: str, token: str, count: int) -> AsyncGenerator[Callable[[], Awaitable[None]]]:
    """Orders so many renders from a process of its own, when it is told to."""
    pipe = subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, __file__, "--customer", url, token, str(count), stdin=pipe, stdout=pipe, cwd=ROOT
    )
    assert process.stdin
    assert process.stdout
    reads, writes = process.stdout, process.stdin
    await reads.readline()

    async def order() -> None:
        writes.write(b"now\n")
        assert await reads.readline() == b"ordered\n"

    yield order
    await process.wait()


async def give_orders(url: str, token: str, count: int, at_once: int = 16) -> None:
    numbers = iter(range(count))
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as http:

        async def work() -> None:
            for number in numbers:
                async with http.post(f"{url}/api/renders", json={"graph": graph(number)}) as answer:
                    assert answer.status == 202, await answer.text()

        print("ready", flush=True)
        sys.stdin.readline()
        await asyncio.gather(*[work() for _ in range(at_once)])
        print("ordered", flush=True)


async def throughput(renders: int, servers: int) -> bool:
    async with (
        bench(*[0.0] * servers) as run,
        served(run.app) as url,
        customer(url, run.ann.token, renders) as order,
    ):
        began, cpu = time.perf_counter(), time.process_time()
        await order()
        accepted = time.perf_counter() - began
        await run.until_done(renders)
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
        bare = await bare_client(run.painters, renders)
    rate = renders / seconds
    print(f"    accepted in {accepted:.1f} s; CPU of the server {cpu / renders * 1000:.2f} ms for each render")
    print(f"    bare aiohttp client on the same painters: {renders / bare:.0f} renders/s")
    return line(f"renders/s end to end over {servers} servers", f"{rate:.0f} /s", "100 /s", good=rate >= 100)


async def bare_client(painters: Sequence[str], renders: int) -> float:
    """POST, poll the history, read the picture, write it: nothing kept, nothing survives."""
    numbers = iter(range(1_000_000, 1_000_000 + renders))
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        async with aiohttp.ClientSession() as http:

            async def work(url: str) -> None:
                for number in numbers:
                    async with http.post(f"{url}/prompt", json={"prompt": graph(number)}) as answer:
                        prompt = (await answer.json())["prompt_id"]
                    while True:
                        async with http.get(f"{url}/history/{prompt}") as answer:
                            entry = (await answer.json()).get(prompt)
                        if entry:
                            break
                        await asyncio.sleep(0.002)
                    async with http.get(f"{url}/view", params=entry["outputs"]["2"]["images"][0]) as answer:
                        (Path(folder) / f"{number}.png").write_bytes(await answer.read())

            await asyncio.gather(*[work(url) for url in painters for _ in range(2)])
    return time.perf_counter() - began


async def idle(count: int = 80) -> bool:
    """How long a server waits between two renders while others are in line."""
    async with bench(0.02) as run:
        await run.order(count, 0)
        await run.until_done(count)
        times = sorted((await run.times()).values())
    gaps = [after[0] - before[1] for before, after in itertools.pairwise(times)]
    p50 = percentile(gaps, 0.5)
    return line("idle between two renders of a server, p50", f"{p50:.1f} ms", "20 ms", good=p50 <= 20)


async def unequal(count: int = 42) -> bool:
    """Two servers, one 2.5 times as slow."""
    fast, slow = 0.1, 0.25
    async with bench(fast, slow) as run:
        await run.order(12, 0)
        await run.until_done(12)
        await run.order(count, 100)
        await run.until_done(12 + count)
        times = sorted((await run.times()).values())[12:]
    spans = [end - begin for begin, end, _ in times]
    quick, late = percentile(spans, 0.1), percentile(spans, 0.95)
    makespan = max(end for _, end, _ in times) - min(begin for begin, _, _ in times)
    bound = count / (1 / quick + 1 / late)
    ratio = makespan / bound
    return line("makespan on unequal servers", f"{ratio:.3f} of the bound", "1.1", good=ratio <= 1.1)


async def flood(count: int) -> bool:
    async with bench(FLOOD_STEP_S) as run:
        ben = await newcomer(run.app, "Ben")
        await run.order(count, 0)
        began = time.perf_counter()
        [render] = await run.order(1, 10_000, by=ben)
        state = f"SELECT state FROM runs WHERE id = '{render}'"
        while (await run.rows(state))[0][0] != "done":  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        waited = time.perf_counter() - began
        spans = [end - begin for begin, end, _ in (await run.times()).values()]
    one = percentile(spans, 0.5) / 1000
    # One runs, one is already on the server behind it, then comes ours.
    return line(
        f"a single render beside a flood of {count}",
        f"{waited:.2f} s, one takes {one:.2f} s",
        "3 renders + 0.5 s",
        good=waited <= 3 * one + 0.5,
    )


def dequeue(count: int = 100_000) -> bool:
    shapes = [Shape(f"s{number}", frozenset({f"m{number % 5}"})) for number in range(20)]
    queue = Line()
    for number in range(count):
        queue.add(Wish(str(number), f"owner{number % 50}", shapes[number % 20], Rank.BATCH, number / 1e6))
    asking = Asking(lambda shape: True, lambda shape: "m1" in shape.models)
    times: list[float] = []
    for _ in range(3000):
        began = time.perf_counter()
        queue.take(asking, 1.0)
        times.append((time.perf_counter() - began) * 1000)
    p99 = percentile(times, 0.99)
    return line(f"dequeue among {count} waiting, p99", f"{p99:.2f} ms", "10 ms", good=p99 < 10)


async def measure(given: argparse.Namespace) -> bool:
    results = [
        dequeue(),
        await latency(),
        await deaf(),
        await throughput(given.renders, given.servers),
        await idle(),
        await unequal(),
        await flood(given.flood),
    ]
    return all(results)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--renders", type=int, default=400)
    arguments.add_argument("--servers", type=int, default=8)
    arguments.add_argument("--flood", type=int, default=300)
    arguments.add_argument("--painter", type=float, default=None, help=argparse.SUPPRESS)
    arguments.add_argument("--customer", nargs=3, default=None, help=argparse.SUPPRESS)
    arguments.add_argument("--deaf", action="store_true", help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.painter is not None:
        asyncio.run(paint(given.painter, deaf=given.deaf))
        return 0
    if given.customer is not None:
        url, token, count = given.customer
        asyncio.run(give_orders(url, token, int(count)))
        return 0
    with asyncio.Runner(loop_factory=LOOP) as runner:
        return 0 if runner.run(measure(given)) else 1


if __name__ == "__main__":
    raise SystemExit(main())
