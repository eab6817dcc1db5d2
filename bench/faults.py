"""Renders while servers misbehave: none may be lost, none stored twice, none called done that is not.

python bench/faults.py [--renders 30] [--only NAME]

Every picture has a colour of its own, so that a stored picture proves which render made it; the painters' folders say
how often each was really made. `made again` counts pictures whose first making nobody could know of any more.
"""

import argparse
import asyncio
import itertools
import random
import re
import tempfile
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
from PIL import Image

from fabula.engines.builtin.painter import Pace, Painter
from fabula.engines.builtin.painter.script import Script
from tests.disks import Disk, disk
from tests.servers import ServerProcess
from tests.visitors import PASSWORD

EVERY_S = 0.4
PATIENCE_S = 240.0

Fault = Callable[[Painter], Awaitable[None] | None]

FAULTS: dict[str, Fault] = {
    "socket cut": lambda painter: painter.script.cut_sockets(),
    "socket deaf": lambda painter: painter.script.deafen(random.random() < 0.7),
    "socket garbage": lambda painter: painter.script.send_garbage(),
    "answer lost": lambda painter: _alone(painter).lose_answer(random.choice(("before", "after"))),
    "server restart": lambda painter: painter.restart(0.1),
    "history cleared": lambda painter: painter.script.clear_history(),
    "foreign interrupt": lambda painter: painter.script.interrupt(),
    "truncated view": lambda painter: _alone(painter).truncate_view(50),
    "server hangs": lambda painter: _hang(painter),
    "server's disk full": lambda painter: painter.script.fill_output(random.random() < 0.3),
    "out of memory": lambda painter: _alone(painter).out_of_memory("EmptyImage"),
    "partial node_errors": lambda painter: _alone(painter).refuse_part(random.choice(WRONG_PARTS)),
    "kill -9 of fabula": lambda painter: None,
    "own disk full": lambda painter: None,
}
WRONG_PARTS = ("Invalid image file: gone.png", "Not the way it is wanted")
RENDERS_A_KILL, FEWEST_KILLS = 50, 4
KILLED, FULL, PARTIAL = "kill -9 of fabula", "own disk full", "partial node_errors"
# Here the server itself loses what it knew, calls a job interrupted whose file it had written, or makes the good part
# of a job at once before it can be told not to: it may be made again.
MAY_REPEAT = {"server restart", "history cleared", "foreign interrupt", PARTIAL}
OWN_DISK = "256m"
# Where a render may be given up after several tries, and what its reason has to say then.
MAY_FAIL = {
    "foreign interrupt": r"Somebody else stopped it on",
    "out of memory": r"\(node 1\): .*memory",
    "server restart": r"was restarted and forgot the job|does not answer|broke off|did not answer",
    "server's disk full": r"\(node 2\): .*(disk|space)",
    PARTIAL: r"\(node 3\), input \"images\": ",
}


@dataclass
class Outcome:
    """What became of the renders under one fault."""

    name: str
    ordered: int
    done: int = 0
    failed: int = 0
    wrongly: int = 0
    lost: int = 0
    doubled: int = 0
    false: int = 0
    again: int = 0
    reasons: set[str] = field(default_factory=set[str])

    @property
    def is_good(self) -> bool:
        may_repeat = self.name in MAY_REPEAT
        return not (self.lost or self.doubled or self.false or self.wrongly) and (may_repeat or not self.again)

    def __str__(self) -> str:
        return (
            f"{'ok ' if self.is_good else 'BAD'} {self.name:20} {self.ordered} ordered  {self.done} done  "
            f"{self.failed} failed with a reason  {self.wrongly} failed wrongly  {self.lost} lost  "
            f"{self.doubled} doubled  {self.false} falsely done  "
            f"{self.again} made again" + "".join(f"\n      {reason}" for reason in sorted(self.reasons)[:5])
        )


def graph(number: int, outputs: int) -> dict[str, Any]:
    image = {"width": 16, "height": 16, "batch_size": 1, "color": number}
    nodes: dict[str, Any] = {"1": {"class_type": "EmptyImage", "inputs": image}}
    for output in range(outputs):
        saved = {"images": ["1", 0], "filename_prefix": f"fault/n{number}x{'abc'[output]}"}
        nodes[str(output + 2)] = {"class_type": "SaveImage", "inputs": saved}
    return nodes


class Visit:
    """Somebody at a Fabula in a process of its own, which may be killed and started again meanwhile."""

    def __init__(self, server: ServerProcess, disk: Disk | None = None) -> None:
        self.server = server
        self.disk = disk
        self._token = ""

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        signed = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        more["headers"] = signed | more.get("headers", {})
        while True:
            try:
                async with httpx.AsyncClient(base_url=f"http://{self.server.address}", timeout=20) as http:
                    return await http.request(method, path, **more)
            except (httpx.NetworkError, httpx.TimeoutException, httpx.RemoteProtocolError):
                await asyncio.sleep(0.3)

    async def sign_up(self) -> None:
        person = {"username": "Ann", "email": "ann@example.org", "password": PASSWORD}
        self._token = (await self.ask("POST", "/api/auth/register", json=person)).json()["access_token"]

    async def order(self, number: int, outputs: int) -> str:
        key = {"Idempotency-Key": f"fault {number}"}
        while True:
            answer = await self.ask("POST", "/api/renders", json={"graph": graph(number, outputs)}, headers=key)
            if not (self.disk and answer.status_code == 503 and "no room left" in answer.text):
                break
            await asyncio.sleep(0.3)
        assert answer.status_code == 202, answer.text
        return answer.json()["renders"][0]["id"]


@asynccontextmanager
async def ground(servers: int = 2, disk_size: str = "") -> AsyncGenerator[tuple[Visit, list[Painter]]]:
    """Fabula in a process of its own, and painters in this one."""
    async with AsyncExitStack() as life:
        folder = Path(life.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        own = life.enter_context(disk(folder / "disk", disk_size)) if disk_size else None
        painters = [await life.enter_async_context(Painter(pace=Pace(node_s=0.01, plain=True))) for _ in range(servers)]
        urls = ",".join(painter.url for painter in painters)
        server = ServerProcess(own.folder if own else folder, comfyui_url=urls, discover_engines="0", demo_engines="0")
        await server.start()
        life.push_async_callback(server.close)
        visit = Visit(server, own)
        await visit.sign_up()
        yield visit, painters


async def campaign(name: str, renders: int) -> Outcome:
    """Order, make trouble until all have ended, and count."""
    outputs = 2 if name == PARTIAL else 1
    async with ground(disk_size=OWN_DISK if name == FULL else "") as (visit, painters):
        kills = max(FEWEST_KILLS, renders // RENDERS_A_KILL)
        trouble = asyncio.get_running_loop().create_task(_trouble(name, visit, painters, kills))
        gate = asyncio.Semaphore(8)

        async def one(number: int) -> str:
            async with gate:
                return await visit.order(number, outputs)

        ids = await asyncio.gather(*[one(number) for number in range(1, renders + 1)])
        ended = await _ended(visit, renders)
        if name == KILLED:
            await trouble  # or the server would be left dead
        trouble.cancel()
        if visit.disk:
            visit.disk.free()
        for painter in painters:
            painter.script.reset()
        numbers = dict(zip(ids, range(1, renders + 1), strict=True))
        return await _counted(Outcome(name, renders), outputs, visit, painters, numbers, ended)


def _alone(painter: Painter) -> Script:
    """Faults that wait for their moment must not pile up, or a slow machine sees nothing else in the end."""
    painter.script.reset()
    return painter.script


async def _hang(painter: Painter) -> None:
    painter.script.hang()
    await asyncio.sleep(2 * random.random())
    painter.script.release()


async def _fill(disk: Disk) -> None:
    disk.fill(but_kb=random.choice((0, 0, 100)))
    await asyncio.sleep(1.5 * random.random())
    disk.free()


async def _trouble(name: str, visit: Visit, painters: list[Painter], kills: int) -> None:
    for happened in itertools.count():
        await asyncio.sleep(EVERY_S * random.uniform(0.5, 1.5))
        if visit.disk:
            await _fill(visit.disk)
        elif name != KILLED:
            happening = FAULTS[name](random.choice(painters))
            if happening is not None:
                await happening
        elif happened == kills:
            return
        else:
            await visit.server.kill()
            await visit.server.start()
            await asyncio.sleep(2 * random.random())


async def _ended(visit: Visit, renders: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(PATIENCE_S + renders):
        while len(found) < renders:
            await asyncio.sleep(0.5)
            found = await _all(visit, "finished")
    return found


async def _all(visit: Visit, state: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    while True:
        answer = await visit.ask("GET", "/api/renders", params={"state": state, "limit": "200", **after})
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += page["items"]
        if not page["next"]:
            return found
        after = {"after": page["next"]}


async def _counted(
    outcome: Outcome,
    outputs: int,
    visit: Visit,
    painters: list[Painter],
    numbers: dict[str, int],
    ended: list[dict[str, Any]],
) -> Outcome:
    outcome.lost = len(numbers.keys() - {render["id"] for render in ended})
    files = [file.name for painter in painters for file in (painter.folder / "output" / "fault").glob("*.png")]
    made = Counter(file.partition("_")[0] for file in files)
    for render in ended:
        if render["run"]["state"] != "done":
            reason = f"{render['run']['error']['message'] if render['run']['error'] else ''}"[:300]
            allowed = MAY_FAIL.get(outcome.name)
            outcome.failed += 1
            outcome.wrongly += not (allowed and re.search(allowed, reason)) or bool(render["pictures"])
            outcome.reasons.add(reason)
            continue
        outcome.done += 1
        outcome.doubled += len(render["pictures"]) > outputs
        outcome.false += not await _is_true(visit, render, numbers[render["id"]], outputs)
        outcome.again += any(made[f"n{numbers[render['id']]}x{'abc'[output]}"] > 1 for output in range(outputs))
    return outcome


async def _is_true(visit: Visit, render: dict[str, Any], number: int, outputs: int) -> bool:
    """Whether the stored pictures are the ones that this render was to make."""
    if len(render["pictures"]) < outputs:
        return False
    for picture in render["pictures"]:
        content = (await visit.ask("GET", picture["url"])).content
        pixel = Image.open(BytesIO(content)).convert("RGB").getpixel((0, 0))
        if pixel != (number >> 16, number >> 8 & 255, number & 255):
            return False
    return True


async def measure(renders: int, only: str) -> bool:
    good = True
    for name in FAULTS:
        if only in name:
            outcome = await campaign(name, renders)
            print(outcome, flush=True)
            good &= outcome.is_good
    return good


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--renders", type=int, default=30)
    arguments.add_argument("--only", default="")
    given = arguments.parse_args()
    return 0 if asyncio.run(measure(given.renders, given.only)) else 1


if __name__ == "__main__":
    raise SystemExit(main())
