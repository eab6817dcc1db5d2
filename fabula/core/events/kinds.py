"""Every kind of durable event, with its meaning and its payload: the docs are checked against this list."""

from dataclasses import dataclass

from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class EventKind:
    """One entry's type: a past-tense name, one line of meaning, and the shape of its data."""

    name: str
    meaning: str
    payload: type[BaseModel]


class Nothing(BaseModel):
    """No data beyond the kind itself."""


class EventKinds:
    """The registry: whoever emits a kind announces it here first."""

    def __init__(self) -> None:
        self._known: dict[str, EventKind] = {}

    def add(self, name: str, meaning: str, payload: type[BaseModel] = Nothing) -> EventKind:
        if name in self._known:
            raise ValueError(f"the event kind {name} is announced twice")
        self._known[name] = kind = EventKind(name, meaning, payload)
        return kind

    def all(self) -> list[EventKind]:
        return sorted(self._known.values(), key=lambda kind: kind.name)

    def __contains__(self, name: str) -> bool:
        return name in self._known


event_kinds = EventKinds()
