"""Answers in a shape, with all the help that a model may need, and an account of how often it needed which."""

from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel

from fabula.core.settings import Settings
from fabula.engines.llm import ChatRequest
from fabula.engines.llm.errors import NoValidAnswer
from fabula.engines.llm.structured import Answered, Rescue, Rung, structured
from fabula.engines.registry.models.choices import Chosen

T = TypeVar("T", bound=BaseModel)

MOST_MODELS = 200


@dataclass(slots=True)
class Record:
    """How a model fared since the server started; `unaided` answers fitted as they came."""

    asked: int = 0
    unaided: int = 0
    failed: int = 0
    steps: Counter[Rung] = field(default_factory=Counter[Rung])


class Answers:
    """The one way to a value from a chosen model: every step of the ladder is counted for the model that was asked."""

    def __init__(self, settings: Settings) -> None:
        self._fallback = settings.ollama_fallback_model
        self._records: OrderedDict[str, Record] = OrderedDict()

    async def ask(
        self,
        chosen: Chosen,
        request: ChatRequest,
        shape: type[T],
        last_resort: Callable[[Mapping[str, object]], Awaitable[T] | T] | None = None,
    ) -> Answered[T]:
        """The answer; a model's failure, or NoValidAnswer, where nothing helps and there is no last resort."""
        record, rescue = self._record(chosen.model), Rescue[T](self._fallback, last_resort)
        record.asked += 1
        try:
            answered = await self._answered(chosen, request, shape, rescue)
        except Exception:
            record.failed += 1
            raise
        finally:
            record.steps.update(rescue.tally)
        record.unaided += not answered.steps
        return answered

    def records(self) -> Sequence[tuple[str, Record]]:
        """By model, the one that was asked last first."""
        return [*reversed(self._records.items())]

    async def _answered(self, chosen: Chosen, request: ChatRequest, shape: type[T], rescue: Rescue[T]) -> Answered[T]:
        async with aclosing(structured(chosen.models, request, shape, rescue)) as told:
            async for event in told:
                if isinstance(event, Answered):
                    return event
        raise NoValidAnswer(f"{chosen.model} gave no answer.")

    def _record(self, model: str) -> Record:
        record = self._records.setdefault(model, Record())
        self._records.move_to_end(model)
        if len(self._records) > MOST_MODELS:
            self._records.popitem(last=False)
        return record
