"""A drawing told as it goes, to programs that read a stream."""

import json
from typing import Any

from bench.one_card import OneCard
from tests.play.chats.talking import Salon


async def told(salon: Salon, **body: Any) -> list[tuple[str, dict[str, Any]]]:
    answer = await salon.http.post("/api/image/generate/stream", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    entries = [entry for entry in answer.text.split("\n\n") if entry.startswith("event: ")]
    return [
        (name.removeprefix("event: "), json.loads(data.removeprefix("data: ")))
        for name, data in (entry.split("\n") for entry in entries)
    ]


async def test_stages_progress_and_images_come_before_the_end(salon: Salon, card: OneCard) -> None:
    card.painter.script.set_pace(step_s=0.05)
    chat = await salon.chat()
    entries = await told(salon, chat_id=chat["id"], description="Рыжий кот", width=64, height=64, batch_count=2)
    names = [name for name, _ in entries]
    assert (names[0], names[-1]) == ("started", "done")
    assert {"stage", "progress", "preview"} <= set(names)
    assert names.count("image") == 2
    started, done = entries[0][1], entries[-1][1]
    assert {name: done[name] for name in ("message_id", "run_id")} == started
    assert done["images"] == [data for name, data in entries if name == "image"]
    assert any(data["unit"] == "steps" for name, data in entries if name == "progress")


async def test_a_failure_is_told_with_the_engines_reason(salon: Salon, card: OneCard) -> None:
    card.painter.script.fail_next("KSampler", "RuntimeError", "The dice fell off the table.")
    chat = await salon.chat()
    body: dict[str, Any] = {"chat_id": chat["id"], "description": "Дом"}
    name, error = (await told(salon, **body))[-1]
    assert (name, error["code"]) == ("error", "image_failed")
    assert "dice" in error["message"]
    card.painter.script.fail_next("KSampler", "RuntimeError", "Again.")
    answer = await salon.http.post("/api/image/generate", json=body)
    assert (answer.status_code, answer.json()["error"]["who"]) == (502, error["who"])
    assert "Again." in answer.json()["error"]["message"]
