"""Many people write at once on SQLite: does every request succeed, and how long does the slowest wait?

    python bench/writers.py [--clients 200] [--seconds 20]

Each client makes an API key, renames it and deletes it: three transactions of several rows, checked and owner-scoped
like any other. First all clients write once a second, as busy people would; then without any pause, to see where the
ceiling is. Beside it, also without a pause, the bound: a bare Starlette route that inserts one row with the standard
library and checks nothing.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Awaitable
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
from starlette.responses import JSONResponse
from starlette.routing import Route
database = sqlite3.connect(tempfile.mkdtemp() + "/bound.db", isolation_level=None)
database.execute("PRAGMA journal_mode=WAL")
database.execute("PRAGMA synchronous=NORMAL")
database.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, words TEXT)")
async def write(request):
    words = (await request.json())["name"]
    database.execute("INSERT INTO notes (words) VALUES (?)", (words,))
    return JSONResponse({"ok": True})
uvicorn.run(Starlette(routes=[Route("/", write, methods=["POST"])]), port=int(sys.argv[1]), log_level="warning")
"""


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


async def fabula(server: Server, clients: int, seconds: float, tokens: list[str], pace_s: float) -> tuple[Tally, float]:
    async with session() as http:
        tally, end, before = Tally(), time.monotonic() + seconds, server.cpu_s()

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
        return tally, server.cpu_s() - before


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


async def bound(server: Server, clients: int, seconds: float) -> tuple[Tally, float]:
    async with session() as http:
        await _answering(http, server.address)
        tally, end, before = Tally(), time.monotonic() + seconds, server.cpu_s()

        async def client() -> None:
            while time.monotonic() < end:
                await tally.timed(http.post(server.address, json={"name": "words"}), 200)

        await asyncio.gather(*(client() for _ in range(clients)))
        return tally, server.cpu_s() - before


async def _answering(http: aiohttp.ClientSession, address: str) -> None:
    for _ in range(200):
        try:
            async with http.post(address, json={"name": "first"}):
                return
        except aiohttp.ClientConnectionError:
            await asyncio.sleep(0.05)
    raise RuntimeError("the bound does not answer")


def session() -> aiohttp.ClientSession:
    # No cookies: each client speaks for itself by its own token.
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), cookie_jar=aiohttp.DummyCookieJar())


def report(name: str, tally: Tally, cpu_s: float, seconds: float) -> float:
    count, p50, p99 = len(tally.waits_ms), percentile(tally.waits_ms, 0.5), percentile(tally.waits_ms, 0.99)
    print(
        f"{name:22} {count / seconds:8.0f} requests/s   p50 {p50:6.0f} ms   p99 {p99:6.0f} ms   "
        f"slowest {max(tally.waits_ms):6.0f} ms   CPU {cpu_s * 1000 / count:5.2f} ms each   "
        f"failed {tally.failures or 'none'}"
    )
    return count / seconds


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--clients", type=int, default=200)
    arguments.add_argument("--seconds", type=float, default=20.0)
    given = arguments.parse_args()
    clients, seconds = given.clients, given.seconds
    print(f"{clients} clients on SQLite, one process")
    with tempfile.TemporaryDirectory() as folder, fabula_server(Path(folder)) as server:
        tokens = asyncio.run(people(server.address))
        paced, cpu_s = asyncio.run(fabula(server, clients, seconds, tokens, pace_s=1.0))
        report("once a second each", paced, cpu_s, seconds)
        full, cpu_s = asyncio.run(fabula(server, clients, seconds, tokens, pace_s=0.0))
        ours = report("without a pause", full, cpu_s, seconds)
    with plain_server(BOUND, free_port()) as server:
        plain, cpu_s = asyncio.run(bound(server, clients, min(seconds, 5)))
        theirs = report("bound, without a pause", plain, cpu_s, min(seconds, 5))
    print(f"without a pause, fabula answers {ours / theirs:.2f} of the bound's requests")
    return 1 if paced.failures or full.failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
