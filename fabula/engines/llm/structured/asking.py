"""An answer in a given shape: drafts while it comes, then the ladder, rung by rung, until one fits."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from inspect import isawaitable
from typing import Generic

from fabula.engines.llm.catalogue import LanguageModels
from fabula.engines.llm.errors import ModelFailed, NoValidAnswer
from fabula.engines.llm.events import Finish, Reason, Text, Thinking, Usage
from fabula.engines.llm.requests import ChatRequest
from fabula.engines.llm.structured.judging import Verdict, judged, judged_value
from fabula.engines.llm.structured.reading import growing, loosely_read
from fabula.engines.llm.structured.schema import field_shape, shape_of
from fabula.engines.llm.structured.steps import Answered, Draft, Origin, Rescue, Rung, Step, T
from fabula.engines.llm.structured.watchdog import Watchdog
from fabula.engines.llm.structured.wording import asked_again, asked_for, asked_for_field

DRAFT_EVERY = 24
DRAFT_GROWTH = 40
LENGTH_CUT = "it was too long"


async def structured(
    models: LanguageModels, request: ChatRequest, model: type[T], rescue: Rescue[T] | None = None
) -> AsyncGenerator[Draft | Step | Thinking | Answered[T]]:
    """Drafts, steps, and at last the answer; NoValidAnswer or the model's own failure if nothing helps."""
    ladder = _Ladder(models, request, model, rescue or Rescue())
    async with aclosing(ladder.climbed()) as told:
        async for event in told:
            yield event


class _Ladder(Generic[T]):
    def __init__(self, models: LanguageModels, request: ChatRequest, model: type[T], rescue: Rescue[T]) -> None:
        self._models = models
        self._request = request
        self._model = model
        self._shape = shape_of(model)
        self._rescue = rescue
        self._steps: list[Step] = []
        self._usage = Usage(0, 0)
        self._verdict: Verdict[T] = Verdict()
        self._reserve: Verdict[T] | None = None
        self._failure: ModelFailed | None = None
        self._text = ""
        self._cut = ""
        self._refused = False

    async def climbed(self) -> AsyncGenerator[Draft | Step | Thinking | Answered[T]]:
        asked = self._request.model
        fallback = self._rescue.fallback_model
        for model in (asked, fallback) if fallback and fallback != asked else (asked,):
            if model != asked:
                yield self._step(Rung.FALLBACK_MODEL, model)
            async with aclosing(self._tried(replace(self._request, model=model))) as told:
                async for event in told:
                    yield event
            if self._verdict.value is not None:
                origin = Origin.FALLBACK if model != asked else Origin.REPAIRED if self._steps else Origin.MODEL
                yield self._answered(self._verdict.value, origin, model)
                return
        if self._rescue.last_resort is None:
            raise self._gave_up()
        yield self._step(Rung.BUILT_IN)
        made = self._rescue.last_resort(self._verdict.best)
        value = await made if isawaitable(made) else made
        yield self._answered(value, Origin.BUILT_IN, "")

    async def _tried(self, request: ChatRequest) -> AsyncGenerator[Draft | Step | Thinking]:
        """All that one model can do for it."""
        try:
            async with aclosing(self._answers(request)) as told:
                async for event in told:
                    yield event
        except ModelFailed as error:
            self._failure = error
            yield self._step(Rung.FAILED, error.message)
            self._use_reserve()
            for step in self._verdict.steps if self._verdict.value is not None else ():
                yield self._step(step.rung, step.detail)

    async def _answers(self, request: ChatRequest) -> AsyncGenerator[Draft | Step | Thinking]:
        self._reserve, self._refused = None, False
        wanted = asked_for(request, self._shape)
        async with aclosing(self._attempt(wanted)) as told:
            async for event in told:
                yield event
        if self._verdict.value is None and not self._refused:
            yield self._step(Rung.ASKED_AGAIN, "; ".join(self._verdict.problems) or self._cut)
            async with aclosing(self._attempt(asked_again(wanted, self._verdict.problems, self._cut))) as told:
                async for event in told:
                    yield event
        self._use_reserve()
        if self._verdict.value is None and 0 < len(self._verdict.bad_fields) <= self._rescue.most_fields:
            async with aclosing(self._by_field(request)) as told:
                async for event in told:
                    yield event
        for step in self._verdict.steps if self._verdict.value is not None else ():
            yield self._step(step.rung, step.detail)

    async def _attempt(self, request: ChatRequest) -> AsyncGenerator[Draft | Step | Thinking]:
        """One answer, judged; one that was cut off is kept in reserve, for it may end in half a sentence."""
        async with aclosing(self._heard(request)) as told:
            async for event in told:
                yield event
        if self._cut:
            yield self._step(Rung.CUT, self._cut)
        verdict = judged(self._text, self._model, self._shape)
        if self._refused:
            verdict = Verdict[T](problems=["the model refuses to answer"], best=verdict.best)
        elif self._cut and verdict.value is not None:
            self._reserve = verdict
            verdict = Verdict[T](problems=[], best=self._verdict.best)
        self._verdict = verdict

    def _use_reserve(self) -> None:
        if self._verdict.value is None and self._reserve is not None:
            self._verdict = self._reserve

    async def _heard(self, request: ChatRequest) -> AsyncGenerator[Draft | Step | Thinking]:
        """Reads one stream, and stops it where the model has lost its way."""
        watchdog, parts, drafted = Watchdog(), [""], 0
        self._cut = ""
        try:
            async with aclosing(self._models.stream(request)) as events:
                async for event in events:
                    if isinstance(event, Text):
                        parts.append(event.text)
                        if trouble := watchdog.saw(event.text):
                            self._cut = trouble
                            break
                        if watchdog.length - drafted >= DRAFT_EVERY + drafted // DRAFT_GROWTH:
                            drafted = watchdog.length
                            parts = ["".join(parts)]
                            if draft := growing(parts[0]):
                                yield Draft(draft)
                    elif isinstance(event, Thinking):
                        yield event
                    else:
                        self._note(event)
        except ModelFailed as error:
            if not watchdog.length:
                raise
            self._broke_off(error)
        self._text = "".join(parts)

    def _broke_off(self, error: ModelFailed) -> None:
        """What came before a fault may still be of use, like a reply that was cut off."""
        self._failure = error
        self._cut = f"the server broke off ({error.message})"

    def _note(self, event: object) -> None:
        if isinstance(event, Usage):
            self._usage.prompt_tokens += event.prompt_tokens
            self._usage.completion_tokens += event.completion_tokens
        elif isinstance(event, Finish):
            self._cut = LENGTH_CUT if event.reason is Reason.LENGTH else ""
            self._refused = event.reason is Reason.REFUSED

    async def _by_field(self, request: ChatRequest) -> AsyncGenerator[Draft | Step | Thinking]:
        """Smaller questions, for what is still missing."""
        known: dict[str, object] = dict(self._verdict.best)
        for name in self._verdict.bad_fields:
            yield self._step(Rung.FIELD_BY_FIELD, name)
            shape = field_shape(self._shape, name)
            async with aclosing(self._heard(asked_for_field(request, shape, name, known))) as told:
                async for event in told:
                    if isinstance(event, Thinking):
                        yield event
            if found := loosely_read(self._text):
                known |= {key: value for key, value in found.items() if key == name}
                yield Draft(known)
        self._verdict = judged_value(known, self._model, self._shape, repaired=False)

    def _step(self, rung: Rung, detail: str = "") -> Step:
        step = Step(rung, detail)
        self._steps.append(step)
        self._rescue.tally[rung] += 1
        return step

    def _answered(self, value: T, origin: Origin, model: str) -> Answered[T]:
        return Answered(value, origin, model, tuple(self._steps), self._usage)

    def _gave_up(self) -> ModelFailed:
        if self._failure is not None:
            return self._failure
        wrong = "; ".join(self._verdict.problems) or self._cut or "it could not be read"
        return NoValidAnswer(f"The answer of {self._request.model} does not fit: {wrong}.")
