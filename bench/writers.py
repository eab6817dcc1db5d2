"""Many people write at once on SQLite: does every request succeed, and how long does the slowest wait?

    python bench/writers.py [--clients 200] [--seconds 20]

Each client makes an API key, renames it and deletes it: three transactions of several rows, checked and owner-scoped
like any other. First all clients write once a second, as busy people would; then without any pause, to see where the
ceiling is (200 clients that never pause wait 200 / throughput, whatever the server is). Beside it, without a pause too,
two bounds: a bare Starlette route that does the same statements in the same transactions with the standard library and
checks nothing, and one that only answers. Server and clients share the machine, so both their costs are told.
"""

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from serving import Server, fabula_server, free_port, percentile, plain_server

PEOPLE = 20
PASSWORD = "bench words in a row"
BOUND = """
import sqlite3, sys, tempfile, uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
database = sqlite3.connect(tempfile.mkdtemp() + "/bound.db", isolation_level=None)
database.execute("PRAGMA journal_mode=WAL")
database.execute("PRAGMA synchronous=NORMAL")
database.execute("CREATE TABLE keys (id INTEGER PRIMARY KEY, owner TEXT, name TEXT)")
database.execute("CREATE TABLE audit (id INTEGER PRIMARY KEY, action TEXT)")
def transaction(*statements):
    database.execute("BEGIN IMMEDIATE")
    for statement, given in statements:
        last = database.execute(statement, given)
    database.execute("COMMIT")
    return last
def audited(action):
    return ("INSERT INTO audit (action) VALUES (?)", (action,))
async def make(request):
    name = (await request.json())["name"]
    database.execute("SELECT count(*) FROM keys WHERE owner = 'anna' AND id < 50").fetchone()
    made = transaction(audited("made"), ("INSERT INTO keys (owner, name) VALUES ('anna', ?)", (name,)))
    return JSONResponse({"api_key": {"id": made.lastrowid}}, 201)
async def rename(request):
    key, name = request.path_params["key"], (await request.json())["name"]
    database.execute("SELECT * FROM keys WHERE id = ?", (key,)).fetchone()
    transaction(("UPDATE keys SET name = ? WHERE id = ?", (name, key)))
    return JSONResponse({"id": key, "name": name})
async def remove(request):
    key = request.path_params["key"]
    database.execute("SELECT * FROM keys WHERE id = ?", (key,)).fetchone()
    transaction(("DELETE FROM keys WHERE id = ?", (key,)), audited("removed"))
    return Response(status_code=204)
async def nothing(request):
    return JSONResponse({})
routes = [
    Route("/api/auth/keys", make, methods=["POST"]), Route("/api/auth/keys/{key:int}", rename, methods=["PATCH"]),
    Route("/api/auth/keys/{key:int}", remove, methods=["DELETE"]), Route("/", nothing),
]
uvicorn.run(Starlette(routes=routes), port=int(sys.argv[1]), log_level="warning")
"""


@dataclass(frozen=True)
class Cost:
    """Processor time of the server and of the clients, in seconds."""

    server: float
    clients: float


@contextmanager
def costing(server: Server) -> Generator[Callable[[], Cost]]:
    """Gives a function that answers what was used since now."""
    server_before, own_before = server.cpu_s(), time.process_time()
    yield lambda: Cost(server.cpu_s() - server_before, time.process_time() - own_before)


@dataclass
class Tally:
    """What the clients saw."""

    waits_ms: list[float] = field(default_factory=list[float])
    failures: dict[int, int] = field(default_factory=dict[int, int])

    async def timed(self, request: Awaitable[aiohttp.ClientResponse], expected: int) -> dict[str, Any]:
        begun = time.perf_counter()
        answer = await request
        body = await answer.read()
        self.waits_ms.append((time.perf_counter() - begun) * 1000)
        if answer.status != expected:
            self.failures[answer.status] = self.failures.get(answer.status, 0) + 1
        return json.loads(body or b"{}")


async def writing(server: Server, clients: int, seconds: float, tokens: list[str], pace_s: float) -> tuple[Tally, Cost]:
    async with session() as http:
        with costing(server) as cost:
            tally = await _all_writing(http, server, clients, seconds, tokens, pace_s)
        return tally, cost()


async def _all_writing(
    http: aiohttp.ClientSession, server: Server, clients: int, seconds: float, tokens: list[str], pace_s: float
) -> Tally:
    tally, end = Tally(), time.monotonic() + seconds

    async def client(n: int) -> None:
        headers = _bearer(tokens[n % PEOPLE])
        keys = f"{server.address}/api/auth/keys"
        await asyncio.sleep(pace_s * n / clients)
        while time.monotonic() < end:
            made = await tally.timed(http.post(keys, json={"name": f"key of client {n}"}, headers=headers), 201)
            key = f"{keys}/{made['api_key']['id']}"
            await asyncio.sleep(pace_s)
            await tally.timed(http.patch(key, json={"name": "renamed"}, headers=headers), 200)
            await asyncio.sleep(pace_s)
            await tally.timed(http.delete(key, headers=headers), 204)
            await asyncio.sleep(pace_s)

    await asyncio.gather(*(client(n) for n in range(clients)))
    return tally


async def people(address: str) -> list[str]:
    """The access tokens of an admin and of the people that the admin made."""
    async with session() as http:
        return await _tokens(http, address)


async def _tokens(http: aiohttp.ClientSession, address: str) -> list[str]:
    names = [f"writer-{n}" for n in range(PEOPLE)]
    tokens = [await _entered(http, f"{address}/api/auth/register", _person(names[0]))]
    for name in names[1:]:
        made = {**_person(name), "role": "user"}
        async with http.post(f"{address}/api/admin/users", json=made, headers=_bearer(tokens[0])) as answer:
            answer.raise_for_status()
        tokens.append(await _entered(http, f"{address}/api/auth/login", {"username": name, "password": PASSWORD}))
    return tokens


async def _entered(http: aiohttp.ClientSession, url: str, body: dict[str, str]) -> str:
    async with http.post(url, json=body) as answer:
        answer.raise_for_status()
        return (await answer.json())["access_token"]


def _person(name: str) -> dict[str, str]:
    return {"username": name, "email": f"{name}@home.example", "password": PASSWORD}


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def asking(server: Server, clients: int, seconds: float) -> tuple[Tally, Cost]:
    """Only asks the route that does nothing."""
    async with session() as http:
        tally, end = Tally(), time.monotonic() + seconds

        async def client() -> None:
            while time.monotonic() < end:
                await tally.timed(http.get(server.address), 200)

        with costing(server) as cost:
            await asyncio.gather(*(client() for _ in range(clients)))
        return tally, cost()


def session() -> aiohttp.ClientSession:
    # No cookies: each client speaks for itself by its own token.
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), cookie_jar=aiohttp.DummyCookieJar())


def report(name: str, tally: Tally, cost: Cost, seconds: float) -> float:
    count, p50, p99 = len(tally.waits_ms), percentile(tally.waits_ms, 0.5), percentile(tally.waits_ms, 0.99)
    print(
        f"{name:22} {count / seconds:8.0f} requests/s   p50 {p50:6.0f} ms   p99 {p99:6.0f} ms   "
        f"slowest {max(tally.waits_ms):6.0f} ms   CPU each: server {cost.server * 1000 / count:5.2f} ms, "
        f"client {cost.clients * 1000 / count:5.2f} ms   failed {tally.failures or 'none'}"
    )
    return count / seconds


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--clients", type=int, default=200)
    arguments.add_argument("--seconds", type=float, default=20.0)
    given = arguments.parse_args()
    clients, seconds = given.clients, given.seconds
    print(f"{clients} clients on SQLite, one process; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder, fabula_server(Path(folder)) as server:
        tokens = asyncio.run(people(server.address))
        paced, cost = asyncio.run(writing(server, clients, seconds, tokens, pace_s=1.0))
        report("once a second each", paced, cost, seconds)
        full, cost = asyncio.run(writing(server, clients, seconds, tokens, pace_s=0.0))
        ours = report("without a pause", full, cost, seconds)
    short = min(seconds, 5)
    with plain_server(BOUND, free_port()) as server:
        same, cost = asyncio.run(writing(server, clients, short, [""] * PEOPLE, pace_s=0.0))
        theirs = report("same SQL, nothing else", same, cost, short)
        bare, cost = asyncio.run(asking(server, clients, short))
        report("no SQL either", bare, cost, short)
    print(f"without a pause, fabula answers {ours / theirs:.2f} of the requests of the bare route with the same SQL")
    return 1 if paced.failures or full.failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
