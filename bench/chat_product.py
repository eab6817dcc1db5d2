"""Many people chat at once as the page does it: how soon does a reply begin, does every one come, what does it cost?

    python bench/chat_product.py [--users 1 50 200] [--tokens 200] [--pace-ms 20]

The product is started as its users start it, on the default SQLite, before a storyteller in a process of its own that
writes a token each 20 ms. Every user has an account and a socket. At one moment each of them opens a chat with a first
message (`POST /api/chats`) and follows the run of the reply on the socket. *TTFT* goes from the request to the first
text at the client.
CPU is the server process's own, divided by the tokens of the replies; titles are on, and what they cost counts too.
Beside it the bound: the same crowd straight at the storyteller.
A chat has failed if any request is refused or its stored reply is not what came by the socket.

Then a chat of ten messages and one of ten thousand are opened (`GET /api/chats/{id}`), which must cost the same.

Exit code 0 says: TTFT p50 <= 50 ms with one user, p99 <= 1 s with 200, no failed chat, CPU <= 0.3 ms a token with 50
and more, resident < 400 MB, 10,000 messages opened in < 150 ms.
"""

import argparse
import json
import multiprocessing
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from chatting import Asked, Chatted, chat
from serving import FABULA, Server, fabula_server, percentile
from subscribers import call

PASSWORD = "bench words in a row"
ROUNDS_OF_ONE = 12
REST_S = 2.0
MOST_TTFT_ALONE_MS, MOST_TTFT_MS, MOST_CPU_MS, MOST_RESIDENT_MB, MOST_OPEN_MS = 50.0, 1000.0, 0.3, 400.0, 150.0
JUDGED_USERS = 200
OPENINGS = 20
LONG, SHORT = 10_000, 10
ID = "00000000-0000-7000-8000-{:012d}"


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--users", type=int, nargs="+", default=[1, 50, 200])
    arguments.add_argument("--tokens", type=int, default=200)
    arguments.add_argument("--pace-ms", type=float, default=20.0)
    given = arguments.parse_args()
    print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {given.tokens} tokens, one each {given.pace_ms:g} ms"
    )
    with tempfile.TemporaryDirectory() as folder, storyteller(given.pace_ms, given.tokens) as engine:
        settings = {"FABULA_DISCOVER_ENGINES": "0", "FABULA_DEMO_ENGINES": "0", "FABULA_TRUSTED_PROXIES": "127.0.0.1"}
        with fabula_server(Path(folder), **settings) as server:
            tokens = people(server, max(given.users), engine)
            time.sleep(REST_S)
            print(f"resident before the first chat {server.resident_mb():.0f} MB")
            good = all([rounds(server, engine, tokens[:count], given.tokens) for count in given.users])
        fill(Path(folder) / "fabula.db")
        with fabula_server(Path(folder), **settings) as server:
            good &= opened(server, tokens[0])
    return 0 if good else 1


@contextmanager
def storyteller(pace_ms: float, tokens: int) -> Generator[str]:
    """The demo language model alone, for as many at once as come."""
    command = [FABULA, "builtin", "storyteller", "--pace", str(1000 / pace_ms), "--control"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        url = process.stdout.readline().rpartition(" ")[2].strip()
        change = json.dumps({"parallel": 1000, "length": tokens}).encode()
        headers = {"Content-Type": "application/json"}
        with urlopen(Request(f"{url}/control/script", change, headers, method="PATCH"), timeout=10):
            yield url
    finally:
        process.terminate()
        process.wait()


def people(server: Server, count: int, engine: str) -> list[str]:
    """Accounts with their tokens; the first is the admin, and sets the engine up."""
    tokens: list[str] = []
    for number in range(count):
        body = {"username": f"user{number}", "email": f"user{number}@home.example", "password": PASSWORD}
        tokens.append(register(server, body, f"10.0.{number // 20}.1"))
    options = {"concurrency": 256}
    channel = {"name": "Storyteller", "provider": "ollama", "url": engine, "options": options}
    call(server, "/api/admin/channels", tokens[0], channel)
    return tokens


def register(server: Server, body: dict[str, str], address: str) -> str:
    headers = {"Content-Type": "application/json", "X-Forwarded-For": address}
    request = Request(f"{server.address}/api/auth/register", json.dumps(body).encode(), headers)
    with urlopen(request, timeout=60) as answer:
        return json.load(answer)["access_token"]


def rounds(server: Server, engine: str, tokens: list[str], length: int) -> bool:
    """One crowd, or one person several times."""
    count = len(tokens)
    asked = Asked(server, engine, tuple(tokens), ROUNDS_OF_ONE if count == 1 else 1)
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        heard = process.submit(chat, asked).result()
    report(count, heard, length)
    cpu_ms = heard.server_cpu_s * 1000 / max(1, heard.chats * length)
    good = not heard.failed and heard.resident_mb < MOST_RESIDENT_MB
    good &= count < 50 or cpu_ms <= MOST_CPU_MS
    good &= count > 1 or percentile(heard.ttft_ms, 0.5) <= MOST_TTFT_ALONE_MS
    return good and (count < JUDGED_USERS or percentile(heard.ttft_ms, 0.99) <= MOST_TTFT_MS)


def report(count: int, heard: Chatted, length: int) -> None:
    ttft, direct = (
        ", ".join(f"p{share * 100:.0f} {percentile(times, share):.0f} ms" for share in (0.5, 0.99))
        for times in (heard.ttft_ms, heard.direct_ms)
    )
    tokens = heard.chats * length
    busy, own = heard.server_cpu_s / heard.seconds, heard.client_cpu_s / heard.seconds
    print(f"\n{count} at once, {heard.chats} chats, load {os.getloadavg()[0]:.1f}")
    print(f"  TTFT {ttft}; {heard.failed or 'no'} failed")
    print(f"  the storyteller alone: {direct}")
    print(f"  {tokens / heard.seconds:.0f} tokens/s; server CPU {heard.server_cpu_s * 1000 / tokens:.3f} ms a token")
    print(f"  of a core: server {busy:.0%}, client {own:.0%}; server resident {heard.resident_mb:.0f} MB")
    for reason in sorted(set(heard.reasons))[:5]:
        print(f"  {reason}")


def fill(database: Path) -> None:
    """A chat of ten messages and one of ten thousand, of the first person."""
    with sqlite3.connect(database) as connection:
        owner = connection.execute("SELECT id FROM users ORDER BY id LIMIT 1").fetchone()[0]
        moment = "2026-01-01 00:00:00.000000"
        for chat_number, count in ((1, SHORT), (2, LONG)):
            chat_id = ID.format(chat_number)
            ids = [ID.format(chat_number * 100_000 + at) for at in range(1, count + 1)]
            row: dict[str, Any] = {"id": chat_id, "created_at": moment, "owner_id": owner, "title": "Long"}
            row |= {"titled_by": "person", "is_pinned": 0, "is_archived": 0, "active_at": moment, "leaf_id": ids[-1]}
            insert(connection, "chats", row | {"snippet": "", "system_prompt": "", "parameters": "{}", "web_search": 0})
            for at, message_id in enumerate(ids):
                author = "assistant" if at % 2 else "user"
                row = {"id": message_id, "created_at": moment, "owner_id": owner, "chat_id": chat_id, "depth": at + 1}
                row |= {"parent_id": ids[at - 1] if at else None, "author": author, "state": "done", "version": 1}
                row |= {"content": f"{at} " + "word " * 200, "thinking": "", "is_bridge": 0, "demo": 0}
                insert(connection, "chat_messages", row)


def insert(connection: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    columns, places = ", ".join(row), ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({places})", tuple(row.values()))


def opened(server: Server, token: str) -> bool:
    """How long opening takes; the slowest counts."""
    print()
    good = True
    for number, count in ((1, SHORT), (2, LONG)):
        took_ms: list[float] = []
        # The very first request of a server's life prepares what all later ones use.
        call(server, "/api/chats", token)
        call(server, f"/api/chats/{ID.format(number)}", token)
        for _ in range(OPENINGS):
            begun = time.monotonic()
            shown = call(server, f"/api/chats/{ID.format(number)}", token)
            took_ms.append((time.monotonic() - begun) * 1000)
            assert len(shown["messages"]) == min(count, 50)
        print(f"{count:>6} messages open in p50 {percentile(took_ms, 0.5):.0f} ms, at most {max(took_ms):.0f} ms")
        good &= max(took_ms) < MOST_OPEN_MS
    return good


if __name__ == "__main__":
    sys.exit(main())
