"""Asks the models for words, all in one visit, and remembers what they said; what they cannot say has a stand-in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel

from fabula.core.accounts import UserId
from fabula.core.assets import Asset
from fabula.core.db import Database
from fabula.core.errors import FabulaError
from fabula.engines.llm import ChatRequest, ModelFailed, Sampling, system, user
from fabula.engines.registry import Answers, Choices, Chosen, EngineRoom, ModelRole, Visit
from fabula.engines.registry.errors import NoModel
from fabula.imaging.images.looking import Looking, Seen
from fabula.imaging.images.queries import keep_said, said_before
from fabula.imaging.images.words.prompts import asking_for, plain_prompt, shape_of_prompt
from fabula.imaging.images.words.settings import TASK, SamplerSettings
from fabula.imaging.images.words.wanted import Wanted

T = TypeVar("T", bound=BaseModel)
Stage = Callable[[str], None]

PURPOSE = "A picture"
PATIENCE_S = 120.0
PROMPT_TOKENS, SETTINGS_TOKENS = 800, 200
LOOKING, WRITING, CHOOSING = "Looking at your picture", "Writing the prompt", "Choosing settings"


@dataclass(slots=True)
class Words:
    """What came of it; `notes` say in words what did not."""

    seen: str = ""
    seen_by: str = ""
    prompt: str = ""
    negative: str = ""
    written_by: str = ""
    settings: SamplerSettings | None = None
    notes: list[str] = field(default_factory=list[str])


class Writing:
    """Everything that language models do for a drawing."""

    def __init__(
        self, database: Database, room: EngineRoom, choices: Choices, answers: Answers, looking: Looking
    ) -> None:
        self._database = database
        self._room = room
        self._choices = choices
        self.answers = answers
        self._looking = looking

    async def words(
        self, owner: UserId, wanted: Wanted, reference: Asset | None, stage: Stage, *, chooses_settings: bool
    ) -> Words:
        """The words for this wish. No failure of a model is a failure of the picture."""
        await self._room.ready()
        async with self._room.text.visit(owner, PURPOSE) as visit:
            return await _Session(self, owner, wanted, stage, visit).words(reference, chooses_settings)

    async def look(self, owner: UserId, reference: Asset, stage: Stage, visit: Visit) -> Seen:
        chosen = await self._choices.model_for(ModelRole.VISION)
        if earlier := await self._looking.known(owner, reference, chosen):
            return Seen(earlier, chosen.model)
        stage(LOOKING)
        await visit.at(chosen.channel_id, chosen.model)
        stage(LOOKING)
        return await self._looking.look(owner, reference, chosen, PURPOSE)

    async def writer(self) -> Chosen:
        return await self._choices.model_for(ModelRole.PROMPTS)

    async def remembered(self, owner: UserId, key: str, shape: type[T]) -> T | None:
        async with self._database.reading() as session:
            said = await said_before(session, owner, key)
        return None if said is None else shape.model_validate(said)

    async def remember(self, owner: UserId, key: str, kind: str, said: BaseModel) -> None:
        async with self._database.writing() as session:
            await keep_said(session, owner, key, kind, said.model_dump(mode="json"))


@dataclass(slots=True)
class _Session:
    """The words for one drawing."""

    writing: Writing
    owner: UserId
    wanted: Wanted
    stage: Stage
    visit: Visit

    async def words(self, reference: Asset | None, chooses_settings: bool) -> Words:
        words = Words()
        if reference is not None and not self.wanted.is_part:
            await self._look(reference, words)
        try:
            writer = await self.writing.writer()
        except NoModel as error:
            self._do_without(words, error)
            return words
        try:
            await self._write(writer, words)
        except ModelFailed as error:
            self._do_without(words, error)
            return words
        if chooses_settings:
            await self._choose(writer, words)
        return words

    async def _look(self, reference: Asset, words: Words) -> None:
        try:
            seen = await self.writing.look(self.owner, reference, self.stage, self.visit)
        except (ModelFailed, NoModel) as error:
            words.notes.append(
                _told("Nobody looked at your picture, so the prompt is made of your words alone.", error)
            )
            return
        words.seen, words.seen_by = seen.text, seen.model

    async def _write(self, writer: Chosen, words: Words) -> None:
        wanted = self._with(words)
        answer, words.written_by = await self._asked(
            writer, "prompt", wanted, shape_of_prompt(wanted.style), asking_for(wanted), WRITING, PROMPT_TOKENS
        )
        words.prompt, words.negative = answer.said()

    async def _choose(self, writer: Chosen, words: Words) -> None:
        try:
            chosen, _ = await self._asked(
                writer, "settings", self._with(words), SamplerSettings, TASK, CHOOSING, SETTINGS_TOKENS
            )
        except ModelFailed as error:
            words.notes.append(_told("The usual settings were taken.", error))
            return
        words.settings = chosen.held()

    def _do_without(self, words: Words, error: FabulaError) -> None:
        words.prompt = plain_prompt(self._with(words))
        words.notes.append(_told("The prompt is made of your own words.", error))

    def _with(self, words: Words) -> Wanted:
        wanted = self.wanted
        return Wanted(
            wish=wanted.wish, style=wanted.style, is_edit=wanted.is_edit, is_part=wanted.is_part, seen=words.seen
        )

    async def _asked(
        self, writer: Chosen, kind: str, wanted: Wanted, shape: type[T], task: str, stage: str, tokens: int
    ) -> tuple[T, str]:
        """The answer in its shape, as it was before or asked for now, and the model that gave it."""
        key = wanted.key(kind, writer.model)
        if earlier := await self.writing.remembered(self.owner, key, shape):
            return earlier, writer.model
        self.stage(stage)
        await self.visit.at(writer.channel_id, writer.model)
        self.stage(stage)
        request = ChatRequest(
            writer.model,
            (system(task), user(wanted.told(), pinned=True)),
            sampling=Sampling(temperature=0.3),
            max_tokens=tokens,
            seed=0,
            thinking=False,
            within_s=PATIENCE_S,
            owner=self.owner,
            purpose=PURPOSE,
        )
        answered = await self.writing.answers.ask(writer, request, shape)
        if answered.model == writer.model:
            await self.writing.remember(self.owner, key, kind, answered.value)
        return answered.value, answered.model


def _told(what: str, error: FabulaError) -> str:
    return f"{what} {error.message}"
