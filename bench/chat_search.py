"""How long does a search over 100,000 messages take, asked over HTTP while nothing else happens?

    python bench/chat_search.py [--messages 100000] [--rounds 20]

Two people have as many messages each, some 130 words long, in words that are as unevenly frequent as those of a
language (the most frequent one is in nearly every message). One of them searches: rare and frequent words, beginnings
of words, several words, a phrase. Beside each search two bounds on the same file, with the standard library alone: the
bare full-text statement, without owner, order, titles and texts; and what reading every text would cost (`LIKE`).
"""

import argparse
import asyncio
import json
import random
import sqlite3
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any
from urllib.parse import quote

from serving import Server, fabula_server, percentile
from sqlalchemy import insert

from fabula.core.clock import now
from fabula.core.db import Database
from fabula.core.ids import new_id
from fabula.play.chats.tables import ChatRow, MessageRow

CHAT_LENGTH = 400
PARTS = [
    "ка",
    "ро",
    "ми",
    "то",
    "ле",
    "пра",
    "сту",
    "ви",
    "зно",
    "ды",
    "пере",
    "во",
    "за",
    "ни",
    "гра",
    "шо",
    "бе",
    "лу",
    "си",
    "ше",
]
GOAL_MS = 150
QUOTE = '"'
BARE = "SELECT rowid FROM fts_chats WHERE fts_chats MATCH ? LIMIT 20"
READING_ALL = "SELECT count(*) FROM chat_messages WHERE content LIKE ?"


class Language:
    """Words of which the second is half as frequent as the first, and so on."""

    def __init__(self, words: int) -> None:
        chance = random.Random(7)
        self._chance = chance
        self.words = ["".join(chance.choices(PARTS, k=chance.randint(1, 4))) for _ in range(words)]
        self._weights = list(accumulate(1 / place for place in range(1, words + 1)))

    def text(self, length: int) -> str:
        return " ".join(self._chance.choices(self.words, cum_weights=self._weights, k=length))


def call(server: Server, path: str, token: str = "", body: Any = None) -> Any:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = json.dumps(body).encode() if body is not None else None
    with urllib.request.urlopen(urllib.request.Request(server.address + path, data, headers)) as answer:
        return json.load(answer)


def register(server: Server, name: str) -> tuple[str, str]:
    given = {"username": name, "email": f"{name}@example.org", "password": "bench words in a row"}
    made = call(server, "/api/auth/register", body=given)
    return made["user"]["id"], made["access_token"]


async def fill(file: Path, owners: list[str], messages: int, language: Language) -> float:
    """Answers how long a message took, in milliseconds."""
    database, begun = Database(f"sqlite:///{file}"), time.perf_counter()
    texts = [language.text(120) for _ in range(2000)]
    for owner in owners:
        for start in range(0, messages, CHAT_LENGTH):
            chat_id, at = new_id(), now()
            messages_here = [
                {
                    "id": new_id(),
                    "owner_id": owner,
                    "chat_id": chat_id,
                    "depth": depth,
                    "author": "user",
                    "content": f"{random.choice(texts)} {language.text(10)}",
                    "created_at": at,
                }
                for depth in range(1, min(CHAT_LENGTH, messages - start) + 1)
            ]
            async with database.writing() as session:
                chat = ChatRow(id=chat_id, owner_id=owner, title=language.text(4), parameters={}, active_at=at)
                session.add(chat)
                await session.flush()
                await session.execute(insert(MessageRow), messages_here)
    spent = time.perf_counter() - begun
    await database.close()
    with closing(sqlite3.connect(file)) as connection:  # as the server does now and then
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return spent * 1000 / (messages * len(owners))


def times_ms(work: Callable[[], Any], rounds: int) -> list[float]:
    spent: list[float] = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        spent.append((time.perf_counter() - begun) * 1000)
    return spent


def searches(language: Language) -> dict[str, str]:
    words = language.words
    return {
        "a rare word": words[-1],
        "a frequent word": words[50],
        "the most frequent word": words[0],
        "two frequent words": f"{words[20]} {words[30]}",
        "the three most frequent": " ".join(words[:3]),
        "two first letters": "пе",
        "four first letters": "пере",
        "a phrase": f'"{words[0]} {words[1]}"',
        "nothing": "nowhere",
    }


def compare(server: Server, token: str, file: Path, language: Language, rounds: int) -> float:
    """Prints one line for each search; answers the slowest median."""
    database, slowest = sqlite3.connect(file), 0.0
    print(f"{'':26}{'p50':>10}{'p95':>10}{'bare index':>12}{'reading all':>13}")
    for name, typed in searches(language).items():
        asked = times_ms(partial(call, server, f"/api/chats/search?q={quote(typed)}&limit=20", token), rounds)
        index = times_ms(partial(rows, database, BARE, in_fts5(typed)), rounds)
        every = times_ms(partial(rows, database, READING_ALL, f"%{typed.strip(QUOTE)}%"), 1)
        middle = statistics.median(asked)
        slowest = max(slowest, middle)
        line = f"{middle:8.1f}ms{percentile(asked, 0.95):8.1f}ms{statistics.median(index):10.1f}ms{every[0]:11.0f}ms"
        print(f"{name:26}{line}")
    return slowest


def rows(database: sqlite3.Connection, statement: str, given: str) -> list[Any]:
    return database.execute(statement, [given]).fetchall()


def in_fts5(typed: str) -> str:
    return typed if typed.startswith(QUOTE) else " ".join(f'"{word}" *' for word in typed.split())


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    wanted = parser.parse_args()
    language = Language(30_000)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with fabula_server(data, FABULA_DISCOVER_ENGINES="0", FABULA_DEMO_ENGINES="0") as server:
            (first, token), (second, _) = register(server, "anna"), register(server, "boris")
            file = data / "fabula.db"
            cost = asyncio.run(fill(file, [first, second], wanted.messages, language))
            size = file.stat().st_size / 1e6
            print(f"{wanted.messages:,} messages of each of two people, {size:.0f} MB; {cost:.2f} ms to store one")
            slowest = compare(server, token, file, language, wanted.rounds)
    print(f"slowest median {slowest:.0f} ms, the goal is {GOAL_MS} ms")


if __name__ == "__main__":
    main()
