"""Two server processes on one database: what one of them carries is followed, stopped and gone on with by the other."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.core.runs.cluster import cluster
from tests.core.runs.counting import Counters, text_of


async def heard(people: Counters, run_id: str, after: str = "") -> list[dict[str, Any]]:
    """Everything that a reader of this server hears of a run until its end."""
    frames: list[dict[str, Any]] = []
    async with people.http.stream(
        "GET", f"/api/runs/{run_id}/events", params={"after": after} if after else {}
    ) as answer:
        async for line in answer.aiter_lines():
            if line.startswith("data: "):
                frames.append(json.loads(line.removeprefix("data: ")))
    return frames


def told(frames: list[dict[str, Any]]) -> tuple[str, list[int]]:
    """The text that these frames add up to, and the numbers of their events."""
    text = ""
    for frame in frames:
        if frame["type"] == "snapshot":
            text = frame["live"]["text"] or ""
        elif frame["type"] == "delta":
            text += frame["append"].get("text", "")
    return text, [frame["seq"] for frame in frames if frame["type"] == "event"]


@pytest.mark.parametrize("bus", ["redis", "postgresql"])
@pytest.mark.timeout(120)
async def test_two_servers_share_people_runs_and_news(tmp_path: Path, bus: str) -> None:
    async with cluster(tmp_path, bus) as servers:
        first, second = await servers.server(), await servers.server()
        here = Counters(first.address)
        there = Counters(second.address, await here.sign_up())

        (run_id,) = await here.start(1, steps=12, pause_ms=300, tokens=10)
        await there.running(run_id)
        frames = await heard(there, run_id, after="1")
        text, seqs = told(frames)
        run = await there.get(run_id)
        assert (text, seqs) == (text_of(12, 10), list(range(2, run["last_seq"] + 1)))
        assert frames[-1]["type"] == "end"
        assert any(frame["type"] == "delta" for frame in frames)

        (run_id,) = await here.start(1, steps=100, pause_ms=300)
        await there.running(run_id)
        begun = asyncio.get_running_loop().time()
        assert (await there.cancel(run_id)).status_code == 200
        await there.once(run_id, lambda run: run["state"] == "cancelled")
        assert asyncio.get_running_loop().time() - begun < 3, "a slow machine has slack; without one it is milliseconds"
        await here.close()
        await there.close()


@pytest.mark.timeout(120)
async def test_a_reader_elsewhere_follows_a_run_from_its_killed_server_to_the_next_one(tmp_path: Path) -> None:
    async with cluster(tmp_path) as servers:
        first, second = await servers.server(), await servers.server()
        here = Counters(first.address)
        there = Counters(second.address, await here.sign_up())
        (run_id,) = await here.start(1, steps=6, pause_ms=500, tokens=5)
        reading = asyncio.get_running_loop().create_task(heard(there, run_id, after="1"))
        await here.once(run_id, lambda run: run["last_seq"] >= 5)
        await here.close()
        await first.kill()
        text, seqs = told(await reading)
        run = await there.get(run_id)
        await there.close()
    assert (run["state"], text, seqs) == ("done", text_of(6, 5), list(range(2, run["last_seq"] + 1)))
