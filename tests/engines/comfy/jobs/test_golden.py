"""What a real server said, replayed: the same events, ends and faults must come out."""

import json
from pathlib import Path
from typing import Any

import pytest

from fabula.engines.comfy import Failed, Finished, Graph, JobEvent, Medium, OutputFile, PromptId
from fabula.engines.comfy.errors import FaultKind, GraphRefused
from fabula.engines.comfy.jobs.answers.refusals import has_faults, read_refusal
from fabula.engines.comfy.jobs.events import Cached, NodeStarted, Started, Step
from fabula.engines.comfy.jobs.following.tracker import Phase, Tracker
from fabula.engines.comfy.wire.frames import Message

DATA = Path(__file__).parents[3] / "data" / "comfy"


class Replayed:
    """A job of before, told again."""

    def __init__(self, name: str) -> None:
        said: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text())
        self.history: dict[str, Any] = said["history"]
        prompt_id = PromptId(self.history["prompt_id"])
        graph: Graph = self.history["graph"]
        self.tracker = Tracker(prompt_id, graph, "")
        self._box = self.tracker.open_box()
        self.events: list[JobEvent] = []
        for message in said["messages"]:
            if "type" in message:
                self.ended = self.tracker.message(Message(message["type"], message["data"]))
                self._read()
        self.phase = self.tracker.phase
        self.tracker.seen_history(self.history)
        self._read()

    def _read(self) -> None:
        """As a follower who keeps up reads it."""
        while (event := self._box.take()) is not None:
            self.events.append(event)


def test_a_run_without_models() -> None:
    run = Replayed("model-free-run")
    assert [
        (event.node, event.class_type, event.fraction) for event in run.events if isinstance(event, NodeStarted)
    ] == [
        ("1", "EmptyImage", 0.0),
        ("2", "ImageScale", 0.25),
        ("3", "ImageInvert", 0.5),
        ("4", "SaveImage", 0.75),
    ]
    assert (run.ended, run.phase) == (True, Phase.CLOSING)
    end = run.events[-1]
    assert isinstance(end, Finished)
    assert end.outputs.files == (OutputFile("t_00014_.png", node="4", medium=Medium.IMAGE),)
    assert (run.events[0], end.seconds, end.from_cache) == (Started(), 0.062, False)


def test_a_run_that_the_server_remembered() -> None:
    run = Replayed("cached-run")
    end = run.events[-1]
    assert isinstance(end, Finished)
    assert (run.events[:-1], end.from_cache) == ([Started(), Cached(("1", "2", "3", "4"))], True)


def test_a_run_with_a_sampler() -> None:
    run = Replayed("sampling-run")
    steps = [event for event in run.events if isinstance(event, Step)]
    assert [(step.node, step.k, step.n) for step in steps] == [("3", 1, 3), ("3", 2, 3), ("3", 3, 3)]
    assert [step.fraction for step in steps] == [0.6, 0.7, 0.8]
    assert isinstance(run.events[-1], Finished)


def test_a_run_that_failed() -> None:
    run = Replayed("failed-run")
    end = run.events[-1]
    assert isinstance(end, Failed)
    assert (end.fault.kind, end.fault.node, end.fault.class_type) == (FaultKind.NODE_ERROR, "1", "LoadImage")
    assert end.fault.reason.startswith("[Errno 1094995529] Invalid data found when processing input")
    assert "traceback" not in str(end.fault)


REFUSALS: list[dict[str, Any]] = json.loads((DATA / "refusals.json").read_text())
EXPECTED: dict[str, list[tuple[FaultKind, str, str]]] = {
    "empty graph": [(FaultKind.NO_OUTPUT, "", "")],
    "graph without any output node": [(FaultKind.NO_OUTPUT, "", "")],
    "unknown node type": [(FaultKind.UNKNOWN_NODE, "2", "")],
    "node without class_type": [(FaultKind.UNKNOWN_NODE, "2", "")],
    "missing checkpoint file": [(FaultKind.MISSING_MODEL, "4", "ckpt_name")],
    "missing lora file": [(FaultKind.MISSING_MODEL, "10", "lora_name")],
    "bad linked input (length 3)": [(FaultKind.BROKEN_LINK, "3", "image")],
    "several: too small, not convertible, required missing, not in list": [
        (FaultKind.WRONG_TYPE, "1", "color"),
        (FaultKind.OUT_OF_RANGE, "1", "width"),
        (FaultKind.MISSING_INPUT, "2", "crop"),
        (FaultKind.NOT_OFFERED, "2", "upscale_method"),
    ],
    "too big": [(FaultKind.OUT_OF_RANGE, "1", "width")],
    "link to a node that does not exist": [(FaultKind.BROKEN_LINK, "3", "images")],
    "link to a slot that does not exist": [(FaultKind.BROKEN_LINK, "3", "images")],
    "type mismatch": [(FaultKind.WRONG_TYPE, "8", "samples")],
    "cycle": [(FaultKind.CYCLE, "3", ""), (FaultKind.CYCLE, "2", "")],
    "LoadImage of a missing file": [(FaultKind.MISSING_FILE, "1", "image")],
    "two outputs, one invalid: accepted with node_errors": [(FaultKind.MISSING_INPUT, "5", "images")],
}


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal["note"])
def test_every_refusal_names_a_reason_and_a_way_out(refusal: dict[str, Any]) -> None:
    faults = read_refusal(refusal["answer"], {})
    error = GraphRefused("painter", faults)
    assert all(fault.reason and fault.hint for fault in faults)
    assert "raceback" not in error.message
    assert has_faults(refusal["answer"]) or not any(fault.node and fault.input for fault in faults)
    if refusal["note"] in EXPECTED:
        assert [(fault.kind, fault.node, fault.input) for fault in faults] == EXPECTED[refusal["note"]]


def test_all_that_is_expected_was_seen() -> None:
    assert EXPECTED.keys() <= {refusal["note"] for refusal in REFUSALS}


def test_a_missing_model_is_said_with_what_is_there() -> None:
    answer = next(refusal["answer"] for refusal in REFUSALS if refusal["note"] == "missing checkpoint file")
    (fault,) = read_refusal(answer, {"4": {"class_type": "CheckpointLoaderSimple", "_meta": {"title": "Base"}}})
    assert fault.sentence == 'Base (node 4), input "ckpt_name": nope.safetensors is not on this server'
    assert "random-sd15.safetensors, tiny-random-sd15.safetensors" in fault.hint
