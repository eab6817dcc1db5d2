"""One job's messages, in every order that was seen, become one stream."""

from typing import Any

import pytest

from fabula.engines.comfy import Cancelled, Graph, JobEvent, PromptId
from fabula.engines.comfy.jobs.events import Cached, NodeStarted, Preview, Queued, Started, Step, Stuck, Trouble
from fabula.engines.comfy.jobs.following.mailbox import Mailbox
from fabula.engines.comfy.jobs.following.tracker import Tracker
from fabula.engines.comfy.wire.frames import Message

GRAPH: Graph = {
    "1": {"class_type": "A", "inputs": {}},
    "2": {"class_type": "KSampler", "inputs": {"steps": 8}, "_meta": {"title": "Paint"}},
    "3": {"class_type": "SaveImage", "inputs": {}},
}
AWAY = Stuck(Trouble.AWAY, 3.0, "painter does not answer", "wait")


@pytest.fixture
def tracker() -> Tracker:
    return Tracker(PromptId("a"), GRAPH, "me")


def say(tracker: Tracker, kind: str, **data: Any) -> bool:
    return tracker.message(Message(kind, data))


def read(box: Mailbox) -> list[JobEvent]:
    events: list[JobEvent] = []
    while (event := box.take()) is not None:
        events.append(event)
    return events


def test_nodes_that_run_side_by_side_start_once(tracker: Tracker) -> None:
    box = tracker.open_box()
    running = {"state": "running", "value": 0, "max": 1}
    for _ in range(3):
        say(tracker, "progress_state", nodes={"1": running, "3": running})
    assert [event.node for event in read(box) if isinstance(event, NodeStarted)] == ["1", "3"]


def test_a_step_that_is_told_twice_is_one_step(tracker: Tracker) -> None:
    box = tracker.open_box()
    say(tracker, "progress_state", nodes={"2": {"state": "running", "value": 2, "max": 8}})
    say(tracker, "progress", node="2", value=2, max=8)
    events = read(box)
    assert [(event.k, event.n) for event in events if isinstance(event, Step)] == [(2, 8)]
    assert [event.title for event in events if isinstance(event, NodeStarted)] == ["Paint"]


def test_a_slow_reader_misses_old_steps_and_previews_only(tracker: Tracker) -> None:
    box = tracker.open_box()
    say(tracker, "execution_start")
    for step in range(1, 9):
        say(tracker, "progress", node="2", value=step, max=8)
        tracker.picture(Preview(bytes([step]), "image/jpeg", "2"))
    tracker.cancelled(by_us=True)
    assert read(box) == [
        Started(),
        Step("2", 8, 8, 0.8),
        Preview(b"\x08", "image/jpeg", "2"),
        Cancelled(by_us=True),
    ]


def test_there_is_one_end(tracker: Tracker) -> None:
    box = tracker.open_box()
    tracker.cancelled(by_us=True)
    tracker.cancelled(by_us=False)
    tracker.seen_running()
    say(tracker, "executing", node="2")
    tracker.picture(Preview(b"", "image/jpeg"))
    assert read(box) == [Cancelled(by_us=True)]


def test_a_server_that_was_away_is_told_once_and_then_how_things_stand(tracker: Tracker) -> None:
    box = tracker.open_box()
    tracker.seen_pending(2)
    tracker.say_stuck(AWAY)
    tracker.say_stuck(AWAY)
    tracker.seen_pending(2)
    assert read(box) == [AWAY, Queued(2)]


def test_the_end_is_said_by_the_last_message_alone(tracker: Tracker) -> None:
    assert not say(tracker, "execution_success")
    assert say(tracker, "executing", node=None)
    assert tracker.evidence() is None


@pytest.mark.parametrize(
    "data",
    [{}, {"node": 3}, {"node": "2", "value": "x", "max": None}, {"nodes": [1]}, {"nodes": {"2": 7}}, {"output": 3}],
)
@pytest.mark.parametrize("kind", ["progress", "progress_state", "executed", "execution_cached", "unheard_of"])
def test_strange_messages_do_no_harm(tracker: Tracker, kind: str, data: dict[str, Any]) -> None:
    box = tracker.open_box()
    say(tracker, kind, **data)
    assert all(isinstance(event, Started | NodeStarted | Cached) for event in read(box))
