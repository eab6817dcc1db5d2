"""Does a chat of ten thousand messages stay at sixty frames a second while it is scrolled and a reply streams?

    python bench/frames.py [--messages 10000] [--seconds 8]

The product is started as its users start it, with its built-in storyteller and the built page, and a real Chromium
opens a chat whose messages hold markdown: paragraphs, lists, code, tables, formulas, and every fiftieth a picture.
What the page does is measured in the page: the time between two frames, and tasks longer than 50 ms.

    empty        a page on which nothing happens: what this machine and its browser can do at all
    end          the open chat at rest, with a reply that streams
    scrolling    the wheel turned upwards through the chat, through every window that has to be read
    both         the wheel turned while a reply streams

There is no graphics card here, so that the browser draws on the processor too: the empty page beside it in the same run
says what is left. Exit code 0: p95 of every row is within one frame (16.7 ms) of the empty page's.
"""

import argparse
import json
import os
import sqlite3
import sys
import tempfile
import time
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from chat_product import ID, insert, register
from PIL import Image, ImageOps
from playwright.sync_api import Page, sync_playwright
from serving import Server, fabula_server, percentile
from subscribers import call

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))
from steps.browser import find_browser

ONE_FRAME_MS = 1000 / 60
WHEEL_PX, WHEEL_EVERY_MS = 160, 16
CHAT, MOMENT = ID.format(1), "2026-01-01 00:00:00.000000"
PICTURES, PICTURE_EVERY = 20, 50
NAME, PASSWORD = "reader", "bench words in a row"
ARGUMENTS = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--no-sandbox"]

WORDS = "The keeper of the lighthouse counts the ships that come home and the storms that keep them out at sea."
PARAGRAPHS = f"{WORDS} {WORDS}\n\n**{WORDS}** And *then* again: `counted`, [a link](https://example.org/sea)."
LIST = "## What there is\n\n" + "\n".join(f"{number}. {WORDS}" for number in range(1, 6))
CODE = (
    "```python\n"
    + "\n".join(f"def count_{number}(ships: list[str]) -> int:\n    return len(ships)" for number in range(6))
    + "\n```"
)
TABLE = "| Ship | Comes | Tons |\n|---|---|---:|\n" + "\n".join(
    f"| Ship {row} | on day {row} | {row * 37} |" for row in range(8)
)
MATHS = f"{WORDS}\n\n$$ e^{{i\\pi}} + 1 = 0 $$\n\nand $a^2 + b^2 = c^2$ inside of a line."
QUOTE = f"> {WORDS}\n\n- [x] counted\n- [ ] not counted yet\n\n{WORDS}"
TEXTS = (PARAGRAPHS, LIST, CODE, TABLE, MATHS, QUOTE)

WATCH = """
window.watched = { frames: [], tasks: [], last: 0, run: 0 };
new PerformanceObserver((list) => {
    for (const task of list.getEntries()) window.watched.tasks.push(task.duration);
}).observe({ entryTypes: ["longtask"] });
"""
BEGIN = """() => {
    const run = window.watched.run += 1;
    Object.assign(window.watched, { frames: [], tasks: [], last: performance.now() });
    const look = (at) => {
        if (window.watched.run !== run) return;
        window.watched.frames.push(at - window.watched.last);
        window.watched.last = at;
        requestAnimationFrame(look);
    };
    requestAnimationFrame((at) => { window.watched.last = at; requestAnimationFrame(look); });
}"""
END = "() => { window.watched.run += 1; return { frames: window.watched.frames, tasks: window.watched.tasks }; }"


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--messages", type=int, default=10_000)
    arguments.add_argument("--seconds", type=float, default=8.0)
    given = arguments.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {given.messages} messages")
    with tempfile.TemporaryDirectory() as folder, fabula_server(Path(folder), FABULA_DISCOVER_ENGINES="0") as server:
        body = {"username": NAME, "email": f"{NAME}@home.example", "password": PASSWORD}
        token = register(server, body, "127.0.0.1")
        fill(server, token, Path(folder) / "fabula.db", given.messages)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
            page = browser.new_page(base_url=server.address, viewport={"width": 1280, "height": 800})
            page.add_init_script(WATCH)
            page.request.post("/api/auth/login", data={"username": NAME, "password": PASSWORD})
            good = measured(page, Talk(server, token), given.seconds)
            browser.close()
    return 0 if good else 1


@dataclass(frozen=True)
class Talk:
    """The long chat, as a second device of the same person talks in it."""

    server: Server
    token: str

    def say(self) -> None:
        """A reply begins to stream."""
        wish = {"content": "Tell me a long story of the sea, with every ship by its name."}
        call(self.server, f"/api/chats/{CHAT}/messages", self.token, wish)

    def is_answered(self) -> bool:
        return call(self.server, f"/api/chats/{CHAT}?limit=1", self.token)["messages"][-1]["state"] != "writing"


def fill(server: Server, token: str, database: Path, count: int) -> None:
    """One chat; every fiftieth message of its reader has a picture beside it."""
    pictures = [upload(server, token, number) for number in range(PICTURES)]
    with sqlite3.connect(database) as connection:
        owner = connection.execute("SELECT id FROM users").fetchone()[0]
        ids = [ID.format(100_000 + at) for at in range(count)]
        row: dict[str, Any] = {"id": CHAT, "created_at": MOMENT, "owner_id": owner, "title": "Ten thousand"}
        row |= {"titled_by": "person", "is_pinned": 0, "is_archived": 0, "active_at": MOMENT, "leaf_id": ids[-1]}
        insert(connection, "chats", row | {"snippet": "", "system_prompt": "", "parameters": "{}", "web_search": 0})
        for at, message_id in enumerate(ids):
            author = "assistant" if at % 2 else "user"
            row = {"id": message_id, "created_at": MOMENT, "owner_id": owner, "chat_id": CHAT, "depth": at + 1}
            row |= {"parent_id": ids[at - 1] if at else None, "author": author, "state": "done", "version": 1}
            said = TEXTS[at // 2 % len(TEXTS)] if at % 2 else f"{at}: {WORDS}"
            row |= {"content": said, "thinking": "", "is_bridge": 0, "demo": 0}
            insert(connection, "chat_messages", row)
            if at % PICTURE_EVERY == 0:
                put_beside(connection, owner, message_id, ID.format(200_000 + at), pictures[at % PICTURES])


def put_beside(connection: sqlite3.Connection, owner: str, message: str, attachment: str, asset: str) -> None:
    row = {"id": attachment, "created_at": MOMENT, "owner_id": owner, "message_id": message, "asset_id": asset}
    insert(connection, "chat_attachments", row | {"place": 0, "kind": "picture", "name": "sea.png", "text": ""})


def upload(server: Server, token: str, number: int) -> str:
    """A picture of its own colours; answers its asset."""
    picture, file = Image.linear_gradient("L").resize((640, 480)), BytesIO()
    ImageOps.colorize(picture, (number * 12, 40, 90), (250, 200, number * 12)).save(file, "PNG")
    edge = "of-the-form"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="sea.png"\r\n'
    body = f"{head}Content-Type: image/png\r\n\r\n".encode() + file.getvalue() + f"\r\n--{edge}--\r\n".encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": f"multipart/form-data; boundary={edge}"}
    with urlopen(Request(f"{server.address}/api/chats/attachments", body, headers), timeout=30) as answer:
        return json.load(answer)["asset"]["id"]


def measured(page: Page, talk: Talk, seconds: float) -> bool:
    windows: list[str] = []
    page.on("request", lambda asked: windows.append(asked.url) if f"/api/chats/{CHAT}/messages?" in asked.url else None)
    print(
        f"{'':12}{'frames':>8}{'p50':>9}{'p95':>9}{'p99':>9}{'longest':>10}{'dropped':>9}{'long tasks':>12}{'load':>7}"
    )
    page.goto("/api/health")
    empty = watched(page, "empty", seconds)
    opened_ms = opened(page)
    talk.say()
    rows = [watched(page, "end", seconds)]
    wait_until_answered(talk)
    rows += [watched(page, "scrolling", seconds, wheel=True)]
    read = len(windows)
    opened(page)
    talk.say()
    rows += [watched(page, "both", seconds, wheel=True)]
    print(f"the chat stood after {opened_ms:.0f} ms; scrolling read {read} and {len(windows) - read} windows")
    has_scrolled = 0 < read < len(windows)
    return has_scrolled and all(row <= empty + ONE_FRAME_MS for row in rows)


def opened(page: Page) -> float:
    begun = time.monotonic()
    page.goto(f"/chats/{CHAT}")
    page.get_by_role("article", name="Reply").last.wait_for()
    page.mouse.move(700, 400)
    return (time.monotonic() - begun) * 1000


def wait_until_answered(talk: Talk) -> None:
    while not talk.is_answered():
        time.sleep(1)


def watched(page: Page, name: str, seconds: float, *, wheel: bool = False) -> float:
    """Prints a row; answers the time that 95 of 100 frames took at most."""
    page.evaluate(BEGIN)
    ends = time.monotonic() + seconds
    while wheel and time.monotonic() < ends:
        page.mouse.wheel(0, -WHEEL_PX)
        page.wait_for_timeout(WHEEL_EVERY_MS)
    page.wait_for_timeout(max(0.0, ends - time.monotonic()) * 1000)
    seen = page.evaluate(END)
    frames, tasks = seen["frames"], seen["tasks"]
    dropped = sum(max(0, round(frame / ONE_FRAME_MS) - 1) for frame in frames)
    p50, p95, p99 = (percentile(frames, share) for share in (0.5, 0.95, 0.99))
    times = f"{p50:7.1f}ms{p95:7.1f}ms{p99:7.1f}ms{max(frames):8.0f}ms"
    longest = f"{len(tasks):5} {max(tasks, default=0):4.0f}ms"
    print(f"{name:12}{len(frames):8}{times}{dropped:9}{longest}{os.getloadavg()[0]:7.1f}")
    return p95


if __name__ == "__main__":
    sys.exit(main())
