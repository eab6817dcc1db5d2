"""Three servers on one PostgreSQL and one Redis, and everything that can happen to them: is anything lost or doubled?

    python bench/chaos.py [--runs 200]

Amid the runs one server is frozen until it is taken for dead and then wakes up, one is killed and started again, and
PostgreSQL and Redis are killed and started again. Afterwards every run must have ended well exactly once, with every
event once, and a reader who followed some of them all the time must have seen all of it. Takes about two minutes.
"""

import argparse
import asyncio
import json
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from fabula.core.db import Database  # noqa: E402
from steps.servers import Server, server  # noqa: E402 - they are beside this folder
from tests.core.runs.counting import Counters, faults  # noqa: E402
from tests.core.runs.test_chaos import logs  # noqa: E402
from tests.servers import ServerProcess  # noqa: E402

RUN = {"steps": 12, "pause_ms": 2000, "tokens": 10}
FROZEN_S = 28
END_WITHIN_S = 240
FOLLOWED = 5


class Watcher:
    """Follows one run at one server, and opens the stream again from where it stood when it breaks."""

    def __init__(self, address: str, token: str, run_id: str) -> None:
        self._http = httpx.AsyncClient(base_url=f"http://{address}", timeout=30)
        self._http.headers["Authorization"] = f"Bearer {token}"
        self.run_id = run_id
        self._cursor = "1"
        self.seqs: list[int] = []

    async def watch(self) -> None:
        async with self._http:
            while True:
                if await self._is_at_the_end():
                    return
                await asyncio.sleep(0.5)

    async def _is_at_the_end(self) -> bool:
        where = f"/api/runs/{self.run_id}/events"
        try:
            async with self._http.stream("GET", where, params={"after": self._cursor}) as answer:
                async for line in answer.aiter_lines():
                    if line.startswith("id: "):
                        self._cursor = line.removeprefix("id: ")
                    elif line.startswith("data: "):
                        frame = json.loads(line.removeprefix("data: "))
                        if frame["type"] == "event":
                            self.seqs.append(frame["seq"])
                        elif frame["type"] == "end":
                            return True
        except httpx.HTTPError:
            return False
        return False


async def play(runs: int, postgresql: Server, redis: Server, folder: Path) -> dict[str, list[str]]:
    async with AsyncExitStack() as life:
        servers = [await _server(life, folder / f"server-{n}", postgresql, redis) for n in range(3)]
        people = [Counters(servers[0].address)]
        token = await people[0].sign_up()
        people += [Counters(each.address, token) for each in servers[1:]]
        started = [run_id for each in people for run_id in await each.start(runs // 3 + 1, **RUN)]
        watchers = [Watcher(servers[2].address, token, run_id) for run_id in started[:: len(started) // FOLLOWED]]
        watching = [asyncio.create_task(watcher.watch()) for watcher in watchers]
        await _harm(servers, postgresql, redis)
        await _ended(Counters(servers[2].address, token))
        await asyncio.wait_for(asyncio.gather(*watching), 60)
        calm = Counters(servers[2].address, token)
        found = [await calm.get(run_id) for run_id in started]
        for each in (*people, calm):
            await each.close()
    return await _judge(postgresql, found, watchers)


async def _server(life: AsyncExitStack, data: Path, postgresql: Server, redis: Server) -> ServerProcess:
    data.mkdir()  # noqa: ASYNC240 - it takes no time
    key = "one key for all of them"
    shared = {"jwt_secret": key, "secret_key": key, "image_storage_path": str(data.parent / "files")}
    made = ServerProcess(data, database_url=postgresql.address, bus_url=redis.address, **shared)
    life.push_async_callback(made.close)
    await made.start()
    return made


async def _harm(servers: list[ServerProcess], postgresql: Server, redis: Server) -> None:
    begun = time.monotonic()

    def say(what: str) -> None:
        print(f"{time.monotonic() - begun:6.1f} s  {what}", flush=True)

    frozen, killed, _ = servers
    await asyncio.sleep(2)
    say("the first server is frozen")
    frozen.send(signal.SIGSTOP)
    await asyncio.sleep(2)
    say("the second one is killed")
    await killed.kill()
    await asyncio.sleep(3)
    say("PostgreSQL is killed and started again")
    # Its SIGQUIT is a crash: nothing is finished, nobody is told.
    await asyncio.to_thread(_again, postgresql, signal.SIGQUIT)
    say("Redis is killed and started again")
    await asyncio.to_thread(_again, redis, signal.SIGKILL)
    say("the second server is started again")
    await killed.start()
    await asyncio.sleep(max(0.0, FROZEN_S - (time.monotonic() - begun)))
    say("the first one wakes up")
    frozen.send(signal.SIGCONT)


def _again(one: Server, signum: signal.Signals) -> None:
    one.stop(signum)
    one.start()


async def _ended(person: Counters) -> None:
    async with asyncio.timeout(END_WITHIN_S):
        while True:
            answer = await person.http.get("/api/runs", params={"state": "active", "limit": 200})
            if answer.status_code == 200 and not answer.json()["items"]:
                break
            await asyncio.sleep(1)
    await person.close()


async def _judge(postgresql: Server, runs: list[dict[str, Any]], watchers: list[Watcher]) -> dict[str, list[str]]:
    database = Database(postgresql.address)
    events = await logs(database)
    await database.close()
    kinds = Counter(kind for log in events.values() for _, kind, _ in log)
    print(f"{len(runs)} runs, {sum(map(len, events.values()))} events, {kinds['run.resumed']} times taken up again")
    wrong = {run["id"]: problems for run in runs if (problems := faults(run, events[run["id"]]))}
    last = {run["id"]: run["last_seq"] for run in runs}
    for watcher in watchers:
        if watcher.seqs != list(range(2, last[watcher.run_id] + 1)):
            wrong[f"watcher of {watcher.run_id}"] = [f"saw {watcher.seqs} of {last[watcher.run_id]}"]
    return wrong


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--runs", type=int, default=200)
    given = arguments.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        server("FABULA_TEST_POSTGRESQL_URL") as postgresql,
        server("FABULA_TEST_REDIS_URL") as redis,
    ):
        wrong = asyncio.run(play(given.runs, postgresql, redis, Path(folder)))
    for run_id, problems in wrong.items():
        print(run_id, *problems, sep="\n    ")
    print("everything once" if not wrong else f"{len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
