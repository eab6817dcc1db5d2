"""Kinds of runs: a name, the shape of the input, and the handler that does the work."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, JsonValue
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.limits import Use
from fabula.core.runs.errors import KindUnknown
from fabula.core.runs.schemas import Made, Run
from fabula.core.runs.work.context import RunContext

Input = TypeVar("Input", bound=BaseModel)
Handler = Callable[[RunContext[Input]], Awaitable[JsonValue]]
Look = Callable[[AsyncSession, UserId, Sequence[Run]], Awaitable[Mapping[str, Made]]]
"""What these runs made, by their ids, as far as it is this person's."""


@dataclass(frozen=True, slots=True)
class Kind(Generic[Input]):
    """One kind of run. Its handler repeats itself exactly between steps, so that a replay finds the same steps.

    One that takes no steps looks by itself how far it came before a crash. Where this process is alone it begins at
    once, without a word to the durable engine. `counts_as` is what its runs take of a person's limits, beside being
    under way. One that is patient waits for others most of the time: that the process dies meanwhile is held against
    its run only where it `dares` something. `look` finds what those that have ended made, for all of a list at once.
    """

    name: str
    title: str
    input: type[Input]
    handler: Handler[Input]
    retryable: bool = True
    takes_steps: bool = True
    counts_as: Use | None = None
    is_patient: bool = False
    look: Look | None = None


def kind(
    name: str,
    *,
    title: str,
    input: type[Input],
    retryable: bool = True,
    takes_steps: bool = True,
    counts_as: Use | None = None,
    is_patient: bool = False,
) -> Callable[[Handler[Input]], Kind[Input]]:
    """Makes a handler a kind of run."""
    return lambda handler: Kind(name, title, input, handler, retryable, takes_steps, counts_as, is_patient)


class Kinds:
    """All kinds that this server knows how to do."""

    def __init__(self, kinds: Iterable[Kind[Any]] = ()) -> None:
        self._known: dict[str, Kind[Any]] = {}
        for each in kinds:
            self.add(each)

    def add(self, added: Kind[Any]) -> None:
        if added.name in self._known:
            raise ValueError(f"the run kind {added.name} is registered twice")
        self._known[added.name] = added

    @property
    def patient(self) -> Sequence[str]:
        return [each.name for each in self._known.values() if each.is_patient]

    def find(self, name: str) -> Kind[Any] | None:
        return self._known.get(name)

    def require(self, name: str) -> Kind[Any]:
        if found := self.find(name):
            return found
        raise KindUnknown(
            f"This server does not know how to do “{name}”.",
            hint="The part that brought it may have been removed or switched off.",
        )
