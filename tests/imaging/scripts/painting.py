"""The command `fabula render`, and painters that count what they were asked for."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from fabula.app.cli import cli
from fabula.core.background import in_thread
from fabula.engines.builtin.painter import Painter

ROOT = Path(__file__).parents[3]
LONGEST_S = 50.0
SMALL = [f"--set={each}" for each in ("checkpoint=fabula-demo-sd15.safetensors", "width=64", "height=64", "steps=3")]
SD15 = ("--template", "sd15", *SMALL)


def table(folder: Path, count: int, name: str = "rows.csv") -> Path:
    """Rows whose seeds tell them apart."""
    lines = [f"row{number},a castle {number},{number}" for number in range(1, count + 1)]
    path = folder / name
    path.write_text("\n".join(["key,prompt,seed", *lines, ""]))
    return path


async def begin(
    rows: Path | str, *options: str, painters: Sequence[Painter], out: Path, how: Sequence[str] = SD15
) -> Process:
    """In a process of its own, which can be killed."""
    words = ("-m", "fabula.app.cli", *_words(rows, options, painters, out, how))
    return await asyncio.create_subprocess_exec(
        sys.executable, *words, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, cwd=ROOT, env=environment()
    )


async def rendered(
    rows: Path | str,
    *options: str,
    painters: Sequence[Painter],
    out: Path,
    given: bytes | None = None,
    how: Sequence[str] = SD15,
) -> tuple[int, str]:
    """Its exit code, and everything that it said; in a thread, since a process takes seconds to begin."""
    taken: dict[str, str | None] = {name: None for name in os.environ if name not in environment()}
    runner = CliRunner(env=taken)
    words = _words(rows, options, painters, out, how)
    async with asyncio.timeout(LONGEST_S):
        result = await in_thread(runner.invoke, cli, words, input=given)
    return result.exit_code, result.output


def _words(
    rows: Path | str, options: Sequence[str], painters: Sequence[Painter], out: Path, how: Sequence[str]
) -> list[str]:
    servers = [word for painter in painters for word in ("--server", painter.url)]
    return ["render", str(rows), "--out", str(out), *how, *servers, *options]


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FABULA_", "COMFYUI_"))}
    return kept | {"PYTHONIOENCODING": "utf-8"}


async def report(out: Path) -> dict[str, dict[str, Any]]:
    """By key; more than one line for a key is a failure."""
    text = await in_thread((out / "report.jsonl").read_text)
    lines = [json.loads(line) for line in text.splitlines()]
    found = {line["key"]: line for line in lines}
    assert len(found) == len(lines)
    return found


async def lines_of(out: Path) -> int:
    path = out / "report.jsonl"
    return len((await in_thread(path.read_bytes)).splitlines()) if await in_thread(path.exists) else 0


async def until_done(out: Path, count: int) -> None:
    """Until the report has so many lines."""
    async with asyncio.timeout(LONGEST_S):
        while await lines_of(out) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


def executed(*painters: Painter) -> Counter[int]:
    """How often each seed was executed."""
    seeds: Counter[int] = Counter()
    for painter in painters:
        assert painter.state is not None
        for ended in painter.state.history.all():
            if ended.status == "success":
                seeds.update(node["inputs"]["seed"] for node in ended.job.graph.values() if "seed" in node["inputs"])
    return seeds


async def killed(program: Process, signum: signal.Signals = signal.SIGKILL) -> tuple[int, str]:
    program.send_signal(signum)
    async with asyncio.timeout(LONGEST_S):
        _, errors = await program.communicate()
    assert program.returncode is not None
    return program.returncode, errors.decode()
