"""Answers of real servers as values."""

import json
from pathlib import Path

import pytest
from pydantic import JsonValue

from fabula.engines.comfy import PromptId
from fabula.engines.comfy.jobs.answers.outputs import read_outputs
from fabula.engines.comfy.values import FolderKind, Medium, OutputFile, OutputText, QueueReading, Waiting
from fabula.engines.comfy.wire.readings import read_jobs, read_queue, read_stats

DATA = Path(__file__).parents[3] / "data" / "comfy"


def test_stats_have_no_paths_and_arguments() -> None:
    stats = read_stats(json.loads((DATA / "system-stats.json").read_text()))
    assert (stats.version, stats.python, stats.pytorch) == ("0.29.0", "3.11.7", "2.13.0+cpu")
    assert [(device.kind, device.index) for device in stats.devices] == [("cpu", None)]
    assert "main.py" not in str(stats)


def test_strange_stats_are_empty() -> None:
    assert read_stats(["no"]).devices == ()


def test_a_heap_is_read_in_the_order_of_running() -> None:
    queue = read_queue(
        {
            "queue_running": [[0, "a", {}, {}, []]],
            "queue_pending": [[-4, "d", {}, {}, []], [7, "b", {}, {}, []], [1, "c", {}, {}, []], "strange"],
        }
    )
    assert [job.prompt_id for job in queue.pending] == ["d", "c", "b"]
    assert [queue.ahead(job) for job in ("a", "d", "b", "x")] == [0, 1, 3, None]


def test_jobs_say_the_same() -> None:
    jobs: list[JsonValue] = [
        {"id": "b", "status": "pending", "priority": 2},
        {"id": "c", "status": "pending", "priority": -1.5},
        {"id": "a", "status": "in_progress", "priority": 0},
        {"id": "z", "status": "completed", "priority": 0},
    ]
    assert read_jobs({"jobs": jobs}) == QueueReading(
        running=(Waiting(PromptId("a"), 0),), pending=(Waiting(PromptId("c"), -1.5), Waiting(PromptId("b"), 2))
    )


def test_outputs_of_every_kind() -> None:
    outputs = read_outputs(
        {
            "1": {"images": [{"filename": "a.png", "subfolder": "x", "type": "output"}], "animated": [False]},
            "2": {"gifs": [{"filename": "b.mp4", "subfolder": "", "type": "temp"}, {"filename": "b.gif"}]},
            "3": {"audio": [{"filename": "c.flac", "subfolder": "", "type": "output"}]},
            "4": {"text": ["hello"], "result": [3]},
            "5": {"images": [{"filename": "../../etc/passwd", "type": "elsewhere"}, None, {"filename": ""}]},
            "6": None,
        }
    )
    assert outputs.files == (
        OutputFile("a.png", "x", FolderKind.OUTPUT, "1", Medium.IMAGE),
        OutputFile("b.mp4", "", FolderKind.TEMP, "2", Medium.VIDEO),
        OutputFile("b.gif", "", FolderKind.OUTPUT, "2", Medium.GIF),
        OutputFile("c.flac", "", FolderKind.OUTPUT, "3", Medium.AUDIO),
        OutputFile("passwd", "", FolderKind.OUTPUT, "5", Medium.IMAGE),
    )
    assert outputs.texts == (OutputText("4", "hello"),)
    assert outputs.other == {"4": {"result": [3]}}
    assert [file.filename for file in outputs.kept] == ["a.png", "b.gif", "c.flac", "passwd"]
    assert [file.filename for file in outputs.of(Medium.GIF, Medium.VIDEO)] == ["b.mp4", "b.gif"]
    assert not read_outputs({})


@pytest.mark.parametrize("number", ["1e999", "-Infinity", "NaN", "9" * 400, "true", '"8"'])
def test_a_number_that_nothing_can_count_with_reads_as_none(number: str) -> None:
    stats = read_stats(json.loads(f'{{"devices": [{{"index": {number}, "vram_total": {number}}}]}}'))
    assert [device.vram_total for device in stats.devices] == [0]
    queue = read_queue(json.loads(f'{{"queue_pending": [[{number}, "a"], [1, "b"]]}}'))
    assert {waiting.number for waiting in queue.pending} <= {0, 1}


def test_half_a_character_becomes_a_question_mark() -> None:
    assert read_stats(json.loads(r'{"system": {"comfyui_version": "1\ud800"}}')).version == "1?"
