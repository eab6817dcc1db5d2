"""Answers in a shape: the whole ladder is climbed for whoever asks, and what was needed is counted and shown."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from pydantic import BaseModel

from fabula.core.settings import Settings
from fabula.engines.builtin.storyteller import Fault, Storyteller
from fabula.engines.llm import ChatRequest, user
from fabula.engines.llm.structured import Answered, Origin
from fabula.engines.registry import Answers, Choices, EngineRoom, ModelRole
from tests.engines.registry.conftest import Until
from tests.visitors import Visitor, code_of, newcomer, started


class Scene(BaseModel):
    """Where a story stands."""

    title: str
    mood: str


@dataclass
class House:
    app: FastAPI
    ann: Visitor
    storyteller: Storyteller

    async def asked(self) -> Answered[Scene]:
        chosen = await self.app.state.parts[Choices].model_for(ModelRole.PROMPTS)
        request = ChatRequest(chosen.model, (user("A scene at a lighthouse."),), max_tokens=200, seed=3)
        answers: Answers = self.app.state.parts[Answers]
        return await answers.ask(chosen, request, Scene, lambda there: Scene(title="Nobody", mood="calm"))

    async def shown(self) -> list[tuple[str, int, int, dict[str, int]]]:
        items = (await self.ann.http.get("/api/admin/models/answers")).json()["items"]
        return [(item["model"], item["asked"], item["unaided"], item["steps"]) for item in items]


@pytest.fixture
async def house(settings: Settings, storyteller: Storyteller, until: Until) -> AsyncGenerator[House]:
    named = {"ollama_default_model": "fabula-demo", "ollama_fallback_model": "fabula-demo-mini"}
    async with started(settings, ollama_url=storyteller.url, **named) as app:
        room: EngineRoom = app.state.parts[EngineRoom]
        await until(lambda: bool(room.text.members))
        yield House(app, await newcomer(app, "Ann"), storyteller)


async def test_what_fits_at_once_is_counted_as_such(house: House) -> None:
    answer = await house.asked()
    assert (answer.origin, answer.model) == (Origin.MODEL, "fabula-demo")
    assert await house.shown() == [("fabula-demo", 1, 1, {})]


async def test_every_step_of_help_is_counted_for_the_model_that_needed_it(house: House) -> None:
    house.storyteller.script.expect(Fault(kind="refusal"))
    assert (await house.asked()).origin is Origin.REPAIRED
    assert await house.shown() == [("fabula-demo", 1, 0, {"asked_again": 1})]
    house.storyteller.script.expect(*[Fault(kind="refusal")] * 4)
    answer = await house.asked()
    assert (answer.origin, answer.model) == (Origin.FALLBACK, "fabula-demo-mini")
    [(_, asked, unaided, steps)] = await house.shown()
    assert (asked, unaided, steps["asked_again"], steps["fallback_model"]) == (2, 0, 2, 1)


async def test_a_reader_gets_an_answer_even_if_no_model_gives_one(house: House) -> None:
    house.storyteller.script.refuses = True
    answer = await house.asked()
    assert (answer.origin, answer.value.title) == (Origin.BUILT_IN, "Nobody")
    [(_, _, _, steps)] = await house.shown()
    assert (steps["fallback_model"], steps["built_in"]) == (1, 1)


async def test_it_is_for_admins_alone(house: House) -> None:
    bob = await newcomer(house.app, "Bob")
    assert code_of(await bob.http.get("/api/admin/models/answers")) == "admin_only"
