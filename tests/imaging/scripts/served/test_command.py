"""`fabula render --fabula URL`: a running server does the work, and the pictures come into a folder here."""

import asyncio
import hashlib
import json
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from fabula.app.commands.render.remote import KEY
from fabula.core.background import in_thread
from tests.imaging.scripts.painting import ROOT, environment, executed, report, table
from tests.imaging.scripts.served.desk import SMALL, Desk
from tests.servers import served

SMALL_SD15 = ("--template", "sd15", *(f"--set={name}={value}" for name, value in SMALL.items()))
LONGEST_S = 50.0


@dataclass
class Terminal:
    """Somebody at a terminal who has a key of the server."""

    desk: Desk
    url: str
    key: str

    async def render(self, rows: Path, *options: str, out: Path, how: Sequence[str] = SMALL_SD15) -> tuple[int, str]:
        words = ("-m", "fabula.app.cli", "render", str(rows), "--fabula", self.url, "--out", str(out), *how, *options)
        program = await asyncio.create_subprocess_exec(
            sys.executable, *words, stdout=PIPE, stderr=STDOUT, cwd=ROOT, env=environment() | {KEY: self.key}
        )
        async with asyncio.timeout(LONGEST_S):
            told, _ = await program.communicate()
        assert program.returncode is not None
        return program.returncode, told.decode()

    async def scripts(self) -> list[dict[str, Any]]:
        return (await self.desk.ask("GET", ""))["items"]


@pytest.fixture
async def terminal(desk: Desk) -> AsyncGenerator[Terminal]:
    key = (await desk.http.post("/api/auth/keys", json={"name": "terminal"})).json()["key"]
    async with served(desk.app) as address:
        yield Terminal(desk, f"http://{address}", key)


async def test_rows_are_rendered_there_and_lie_here(tmp_path: Path, terminal: Terminal) -> None:
    out = tmp_path / "out"
    code, told = await terminal.render(table(tmp_path, 4), out=out)
    assert (code, "4 pictures made" in told) == (0, True), told
    found = await report(out)
    assert sorted(found) == ["row1", "row2", "row3", "row4"]
    for key, line in found.items():
        assert (line["state"], line["files"]) == ("done", [f"{key}_1.png"])
        content = await in_thread((out / f"{key}_1.png").read_bytes)
        assert hashlib.sha256(content).hexdigest() == line["sha256"][0]
    assert executed(terminal.desk.painter) == {seed: 1 for seed in range(1, 5)}


async def test_the_same_command_goes_on_with_the_same_script(tmp_path: Path, terminal: Terminal) -> None:
    rows, out = table(tmp_path, 3), tmp_path / "out"
    assert (await terminal.render(rows, out=out))[0] == 0
    code, told = await terminal.render(rows, out=out)
    assert code == 0, told
    assert len(await terminal.scripts()) == 1
    assert executed(terminal.desk.painter) == {1: 1, 2: 1, 3: 1}
    assert len(await report(out)) == 3


async def test_a_script_that_somebody_stopped_goes_on(tmp_path: Path, terminal: Terminal) -> None:
    terminal.desk.painter.pace.step_s = 0.1
    rows, out = table(tmp_path, 8), tmp_path / "out"
    rendering = asyncio.create_task(terminal.render(rows, out=out))
    async with asyncio.timeout(LONGEST_S):
        while not (scripts := await terminal.scripts()) or scripts[0]["done"] < 1:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    await terminal.desk.ask("POST", f"/{scripts[0]['id']}/cancel")
    code, told = await rendering
    assert (code, "cancelled" in json.dumps(await report(out))) == (1, True), told
    terminal.desk.painter.pace.step_s = 0
    code, told = await terminal.render(rows, out=out)
    assert code == 0, told
    assert {line["state"] for line in (await report(out)).values()} == {"done"}
    assert executed(terminal.desk.painter) == {seed: 1 for seed in range(1, 9)}


async def test_failed_rows_are_tried_again(tmp_path: Path, terminal: Terminal) -> None:
    terminal.desk.painter.script.fail_next("KSampler", message="Nothing but noise.", times=2)
    rows, out = table(tmp_path, 2), tmp_path / "out"
    code, told = await terminal.render(rows, out=out)
    assert code == 1, told
    failed = [line for line in (await report(out)).values() if line["state"] == "failed"]
    assert failed
    assert all("Nothing but noise." in line["reason"] for line in failed)
    assert (await terminal.render(rows, "--only-failed", out=out))[0] == 0
    assert {line["state"] for line in (await report(out)).values()} == {"done"}


async def test_a_dry_run_and_wrong_rows(tmp_path: Path, terminal: Terminal) -> None:
    out = tmp_path / "out"
    code, told = await terminal.render(table(tmp_path, 3), "--grid", "cfg=3,5", "--dry-run", out=out)
    assert (code, "6 pictures to make" in told) == (0, True), told
    rows = tmp_path / "wrong.csv"
    await in_thread(rows.write_text, "key,prompt,seed\na,x,1\n../b,y,2\n")
    code, told = await terminal.render(rows, out=out)
    assert (code, "Line 3, column “key”" in told) == (2, True), told
    assert not executed(terminal.desk.painter)


async def test_a_workflow_of_ones_own_is_brought_along(tmp_path: Path, terminal: Terminal) -> None:
    workflow, rows = tmp_path / "colour.json", tmp_path / "rows.csv"
    graph = {
        "1": {
            "class_type": "EmptyImage",
            "inputs": {"width": 64, "height": 64, "batch_size": 1, "color": 255},
            "_meta": {"title": "Colour"},
        },
        "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "c"}},
    }
    await in_thread(workflow.write_text, json.dumps(graph))
    await in_thread(rows.write_text, "key,shade\na,255\n")
    code, told = await terminal.render(
        rows, "--map", "shade=Colour.color", out=tmp_path / "out", how=("--template", str(workflow))
    )
    assert code == 0, told
    assert (await in_thread((tmp_path / "out" / "a_1.png").read_bytes)).startswith(b"\x89PNG")


async def test_who_has_no_key_or_asks_nobody_is_told_what_to_do(tmp_path: Path, terminal: Terminal) -> None:
    rows, out = table(tmp_path, 1), tmp_path / "out"
    code, told = await terminal.render(rows, "--limit", "3", out=out)
    assert (code, "--limit and --fabula do not go together" in told) == (2, True)
    terminal.key = "wrong"
    code, told = await terminal.render(rows, out=out)
    assert (code, "Make an API key" in told) == (2, True), told
    terminal.url = "http://127.0.0.1:9"
    code, told = await terminal.render(rows, out=out)
    assert (code, "does not answer" in told) == (1, True)


def copier(folder: Path) -> str:
    """A workflow that copies a picture, and two pictures beside it."""
    (folder / "cats").mkdir(parents=True)
    for name, size in (("cats/one.png", (40, 30)), ("two.png", (30, 50))):
        Image.new("RGB", size, "teal").save(folder / name)
    workflow = {
        "1": {"class_type": "LoadImage", "inputs": {"image": "example.png"}},
        "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "copy"}},
    }
    (folder / "copy.json").write_text(json.dumps(workflow), "utf-8")
    return str(folder / "copy.json")


async def test_pictures_beside_the_table_go_along(tmp_path: Path, terminal: Terminal) -> None:
    """Each name is sent once; what lies outside the table's folder is not sent at all."""
    folder, out = tmp_path / "order", tmp_path / "out"
    how = ("--template", copier(folder), "--skip-bad")
    Image.new("RGB", (20, 20), "red").save(tmp_path / "private.png")
    rows = folder / "rows.csv"
    rows.write_text("key,image\na,cats/one.png\nb,two.png\nc,cats/one.png\nd,../private.png\n", "utf-8")
    code, told = await terminal.render(rows, out=out, how=how)
    assert (code, "3 pictures made" in told) == (0, True), told
    assert {key: line["state"] for key, line in (await report(out)).items()} == dict.fromkeys("abc", "done")
    sizes: dict[str, tuple[int, int]] = {}
    for key in "abc":
        with Image.open(out / f"{key}_1.png") as picture:
            sizes[key] = picture.size
    assert sizes == {"a": (40, 30), "b": (30, 50), "c": (40, 30)}
    [script] = await terminal.scripts()
    assert sorted(script["table"]["files"]) == ["cats/one.png", "two.png"]


@pytest.mark.parametrize("option", ["--grid", "--zip", "--set"])
@pytest.mark.parametrize("name", ["image", "picture"])
async def test_pictures_that_are_named_for_all_rows_go_along_too(
    tmp_path: Path, terminal: Terminal, option: str, name: str
) -> None:
    folder, out = tmp_path / "order", tmp_path / "out"
    how = ("--template", copier(folder))
    rows = folder / "rows.csv"
    rows.write_text("key\na\n", "utf-8")
    value = "two.png" if option == "--set" else "cats/one.png,two.png"
    code, told = await terminal.render(rows, option, f"{name}={value}", out=out, how=how)
    assert code == 0, told
    sizes: list[tuple[int, int]] = []
    for file in sorted(out.glob("*.png")):
        with Image.open(file) as picture:
            sizes.append(picture.size)
    assert sizes == ([(30, 50)] if option == "--set" else [(40, 30), (30, 50)])


async def test_a_picture_that_is_nowhere_is_named(tmp_path: Path, terminal: Terminal) -> None:
    folder, out = tmp_path / "order", tmp_path / "out"
    how = ("--template", copier(folder))
    rows = folder / "rows.csv"
    rows.write_text("key\na\n", "utf-8")
    code, told = await terminal.render(rows, "--grid", "image=two.png,tow.png", out=out, how=how)
    assert (code, "there is no picture “tow.png”" in told) == (2, True), told
