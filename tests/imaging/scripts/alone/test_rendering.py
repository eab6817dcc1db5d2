"""A table becomes pictures without a server of ours: once each, whatever happens in between."""

import asyncio
import hashlib
import json
import signal
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from PIL import Image

from fabula.core.background import in_thread
from fabula.engines.builtin.painter import Pace, Painter
from tests.imaging.scripts.painting import begin, executed, killed, rendered, report, table, until_done

ONCE = 1


@pytest.fixture
async def painter() -> AsyncGenerator[Painter]:
    async with Painter(pace=Pace(plain=True)) as painter:
        yield painter


async def test_every_row_becomes_a_file_with_its_hash_in_the_report(tmp_path: Path, painter: Painter) -> None:
    code, told = await rendered(table(tmp_path, 5), painters=[painter], out=tmp_path / "out")
    assert code == 0, told
    found = await report(tmp_path / "out")
    assert sorted(found) == [f"row{number}" for number in range(1, 6)]
    for key, line in found.items():
        assert (line["state"], line["attempts"], line["files"]) == ("done", 1, [f"{key}_1.png"])
        content = await in_thread((tmp_path / "out" / f"{key}_1.png").read_bytes)
        assert content.startswith(b"\x89PNG")
        assert hashlib.sha256(content).hexdigest() == line["sha256"][0]
    assert executed(painter) == {seed: ONCE for seed in range(1, 6)}


async def test_finished_rows_are_skipped_and_changed_ones_are_made_again(tmp_path: Path, painter: Painter) -> None:
    rows = table(tmp_path, 4)
    await rendered(rows, painters=[painter], out=tmp_path / "out")
    code, told = await rendered(rows, painters=[painter], out=tmp_path / "out")
    assert code == 0
    assert "0 pictures to make, 4 are finished already" in told
    await in_thread(rows.write_text, (await in_thread(rows.read_text)).replace("castle 2", "harbour"))
    await rendered(rows, painters=[painter], out=tmp_path / "out")
    assert executed(painter) == {1: 1, 2: 2, 3: 1, 4: 1}
    assert (await report(tmp_path / "out"))["row2"]["values"]["prompt"] == "a harbour"


async def test_two_servers_share_the_rows(tmp_path: Path, painter: Painter) -> None:
    painter.pace.step_s = 0.05
    async with Painter(pace=Pace(plain=True, step_s=0.05)) as other:
        code, told = await rendered(table(tmp_path, 12), painters=[painter, other], out=tmp_path / "out")
        assert code == 0, told
        assert min(len(executed(painter)), len(executed(other))) >= 3
        assert executed(painter, other) == {seed: ONCE for seed in range(1, 13)}
        assert {line["server"] for line in (await report(tmp_path / "out")).values()} == {
            painter.url.removeprefix("http://"),
            other.url.removeprefix("http://"),
        }


async def test_killed_in_the_middle_it_goes_on_and_renders_nothing_twice(tmp_path: Path, painter: Painter) -> None:
    painter.pace.step_s = 0.1
    rows, out = table(tmp_path, 12), tmp_path / "out"
    for done in (2, 5):
        program = await begin(rows, painters=[painter], out=out)
        await until_done(out, done)
        await killed(program)
    code, told = await rendered(rows, painters=[painter], out=out)
    assert code == 0, told
    assert executed(painter) == {seed: ONCE for seed in range(1, 13)}
    found = await report(out)
    assert len(found) == 12
    assert {line["state"] for line in found.values()} == {"done"}
    assert not list((out / ".fabula-render" / "parts").iterdir())


async def test_a_random_seed_is_drawn_once_and_recorded(tmp_path: Path, painter: Painter) -> None:
    painter.pace.step_s = 0.2
    rows, out = tmp_path / "rows.jsonl", tmp_path / "out"
    await in_thread(rows.write_text, '{"key": "a", "prompt": "x"}\n{"key": "b", "prompt": "y"}\n')
    program = await begin(rows, painters=[painter], out=out)
    await until_done(out, 1)
    await killed(program)
    assert (await rendered(rows, painters=[painter], out=out))[0] == 0
    seeds = {line["seed"] for line in (await report(out)).values()}
    assert len(seeds) == 2
    assert executed(painter) == dict.fromkeys(seeds, ONCE)


async def test_ctrl_c_takes_back_what_waits_and_says_how_to_go_on(tmp_path: Path, painter: Painter) -> None:
    painter.pace.step_s = 0.3
    rows, out = table(tmp_path, 8), tmp_path / "out"
    program = await begin(rows, painters=[painter], out=out)
    await until_done(out, 1)
    code, told = await killed(program, signal.SIGINT)
    assert code == 130
    assert "goes on where it was" in told
    assert painter.state is not None
    async with asyncio.timeout(5):
        while len(painter.state.queue):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    painter.pace.step_s = 0
    assert (await rendered(rows, painters=[painter], out=out))[0] == 0
    assert executed(painter) == {seed: ONCE for seed in range(1, 9)}
    assert {line["state"] for line in (await report(out)).values()} == {"done"}


async def test_failures_are_counted_told_and_tried_again_alone(tmp_path: Path, painter: Painter) -> None:
    painter.script.fail_next("KSampler", message="Nothing but noise.", times=2)
    rows, out = table(tmp_path, 3), tmp_path / "out"
    code, told = await rendered(rows, "--limit", "2", painters=[painter], out=out)
    failed = {key: line for key, line in (await report(out)).items() if line["state"] == "failed"}
    assert code == 1
    assert failed
    assert f"{len(failed)} of 2 failed" in told
    assert all("Nothing but noise." in line["reason"] for line in failed.values())
    code, told = await rendered(rows, "--only-failed", painters=[painter], out=out)
    assert (code, sorted(await report(out))) == (0, ["row1", "row2"]), told


async def test_it_stops_after_so_many_failures(tmp_path: Path, painter: Painter) -> None:
    painter.script.fail_next("KSampler", times=99)
    rows, out = table(tmp_path, 30), tmp_path / "out"
    code, told = await rendered(rows, "--stop-after-failures", "2", painters=[painter], out=out)
    assert code == 1
    assert "were not begun, because too many failed" in told
    assert 2 <= len(await report(out)) <= 10


async def test_wrong_rows_stop_it_before_anything_is_rendered(tmp_path: Path, painter: Painter) -> None:
    rows, out = tmp_path / "rows.csv", tmp_path / "out"
    await in_thread(rows.write_text, "key,prompt,seed\na,x,1\n../b,y,2\nc,z,many\nd,v,4\na,w,5\n")
    code, told = await rendered(rows, painters=[painter], out=out)
    assert code == 2
    assert "Line 3, column “key”" in told
    assert "Line 4, column “seed”: “seed” takes a whole number, not “many”." in told
    assert "Line 6, column “key”: the key “a” stands in line 2 already." in told
    assert not executed(painter)
    code, told = await rendered(rows, "--skip-bad", painters=[painter], out=out)
    assert (code, sorted(await report(out))) == (0, ["a", "d"]), told


async def test_a_dry_run_says_what_is_missing_where_and_makes_nothing(tmp_path: Path, painter: Painter) -> None:
    rows, out = table(tmp_path, 3), tmp_path / "out"
    code, told = await rendered(rows, "--grid", "cfg=3,5", "--dry-run", painters=[painter], out=out)
    assert (code, "6 pictures to make" in told) == (0, True), told
    code, told = await rendered(rows, "--set", "checkpoint=moon.safetensors", "--dry-run", painters=[painter], out=out)
    assert code == 1
    assert "moon.safetensors (ckpt_name) is not on the server" in told
    assert not executed(painter)
    assert not await in_thread((out / "report.jsonl").exists)


async def test_standard_input_and_json_lines(tmp_path: Path, painter: Painter) -> None:
    given = '[{"key": "a", "промпт": "замок", "seed": 3}]'.encode("cp1251")
    code, told = await rendered(
        "-", "--format", "json", "--json", painters=[painter], out=tmp_path / "out", given=given
    )
    assert code == 0
    assert '"total": 1, "finished": 0, "done": 1, "failed": 0' in told
    assert (await report(tmp_path / "out"))["a"]["values"]["prompt"] == "замок"


async def copier(path: Path) -> Path:
    """A workflow that copies a picture."""
    graph = {
        "1": {"class_type": "LoadImage", "inputs": {"image": "example.png"}},
        "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "copy"}},
    }
    await in_thread(path.write_text, json.dumps(graph))
    return path


async def test_pictures_beside_the_rows_are_sent_along(tmp_path: Path, painter: Painter) -> None:
    rows, out = tmp_path / "rows.csv", tmp_path / "out"
    assert (await rendered(table(tmp_path, 1, "first.csv"), painters=[painter], out=tmp_path / "first"))[0] == 0
    workflow = await copier(tmp_path / "copy.json")
    await in_thread(rows.write_text, "key,image\na,first/row1_1.png\n")
    code, told = await rendered(rows, painters=[painter], out=out, how=("--template", str(workflow)))
    assert code == 0, told
    assert [each.name for each in out.glob("*.png")] == ["a_1.png"]


async def test_so_are_those_of_a_grid_and_one_that_is_nowhere_is_named(tmp_path: Path, painter: Painter) -> None:
    rows, out = tmp_path / "rows.csv", tmp_path / "out"
    Image.new("RGB", (8, 8), "red").save(tmp_path / "red.png")
    await in_thread(rows.write_text, "key\na\n")
    how = ("--template", str(await copier(tmp_path / "copy.json")))
    code, told = await rendered(rows, "--grid", "image=red.png,rde.png", painters=[painter], out=out, how=how)
    assert (code, "Invalid image file: rde.png" in told) == (1, True), told
    assert [each.name for each in out.glob("*.png")] == ["a-imagered.png_1.png"]


async def test_what_its_server_forgot_meanwhile_is_sent_again_with_its_picture(
    tmp_path: Path, painter: Painter
) -> None:
    rows, out = tmp_path / "rows.csv", tmp_path / "out"
    Image.new("RGB", (8, 8), "red").save(tmp_path / "red.png")
    await in_thread(rows.write_text, "key,image\na,red.png\n")
    how = ("--template", str(await copier(tmp_path / "copy.json")))
    painter.script.hang_job()
    program = await begin(rows, painters=[painter], out=out, how=how)
    async with asyncio.timeout(20):
        while painter.state is None or not painter.state.queue.running:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    await killed(program)
    await painter.restart()
    code, told = await rendered(rows, painters=[painter], out=out, how=how)
    assert code == 0, told
    assert [each.name for each in out.glob("*.png")] == ["a_1.png"]


async def test_two_runs_never_share_a_folder(tmp_path: Path, painter: Painter) -> None:
    painter.pace.step_s = 0.3
    out = tmp_path / "out"
    program = await begin(table(tmp_path, 200), painters=[painter], out=out)
    await until_done(out, 1)
    code, told = await rendered(table(tmp_path, 200), painters=[painter], out=out)
    assert (code, "Another run renders into the folder" in told) == (1, True)
    await killed(program)


async def test_nobody_answers(tmp_path: Path) -> None:
    async with Painter() as gone:
        pass
    code, told = await rendered(table(tmp_path, 1), painters=[gone], out=tmp_path / "out")
    assert code == 1
    assert "No picture server answers" in told


WRONG = [("--map", "seed=nonsense"), ("--grid", "seed"), ("--template", "none"), ("--key", "id")]


@pytest.mark.parametrize("options", WRONG)
async def test_wrong_usage_is_2(tmp_path: Path, painter: Painter, options: tuple[str, ...]) -> None:
    code, told = await rendered(table(tmp_path, 1), *options, painters=[painter], out=tmp_path / "out")
    assert (code, "→" in told) == (2, True), told
