"""Tool calls put together from what a stream says of them, several side by side."""

import json
import secrets
from collections.abc import Mapping
from typing import Any, cast

from fabula.engines.llm.errors import StreamMalformed
from fabula.engines.llm.requests import ToolCall

MOST_CALLS = 64
LONGEST_ARGUMENTS = 1_000_000


def made_id() -> str:
    """An id for a call of a provider that gives none."""
    return f"call_{secrets.token_hex(6)}"


def tool_call(id: str, name: str, arguments: object) -> ToolCall:
    """A whole call; arguments come as an object or as its JSON text."""
    if isinstance(arguments, Mapping):
        return ToolCall(id or made_id(), name, cast("Mapping[str, Any]", arguments))
    text = str(arguments or "").strip()
    try:
        value = json.loads(text or "{}")
        if isinstance(value, str):
            value = json.loads(value)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, dict):
        return ToolCall(id or made_id(), name, cast("dict[str, Any]", value))
    return ToolCall(id or made_id(), name, {}, broken=text)


class Assembly:
    """Pieces of calls, by the place that a server gives them; some give every call the same one."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._calls: dict[int, _Pieces] = {}
        self._moved: dict[int, int] = {}

    def add(self, index: int, *, id: str = "", name: str = "", arguments: object = None) -> None:
        pieces = self._calls.get(self._moved.get(index, index))
        if pieces is None:
            pieces = self._begin(index)
        elif name and id and pieces.id not in ("", id):
            self._moved[index] = max(self._calls) + 1
            pieces = self._begin(self._moved[index])
        pieces.id = pieces.id or id
        pieces.name = pieces.name or name
        pieces.add(arguments, self._where)

    def _begin(self, place: int) -> "_Pieces":
        if len(self._calls) >= MOST_CALLS:
            raise StreamMalformed(f"{self._where} asks for more than {MOST_CALLS} tools at once.")
        self._calls[place] = _Pieces()
        return self._calls[place]

    def taken(self) -> tuple[ToolCall, ...]:
        """All calls that have a name, in their order."""
        calls = [self._calls[index] for index in sorted(self._calls)]
        self._calls.clear()
        return tuple(tool_call(call.id, call.name, call.arguments()) for call in calls if call.name)

    def take(self, index: int) -> tuple[ToolCall, ...]:
        """One call that is whole."""
        call = self._calls.pop(index, None)
        return (tool_call(call.id, call.name, call.arguments()),) if call and call.name else ()


class _Pieces:
    def __init__(self) -> None:
        self.id = ""
        self.name = ""
        self._whole: Mapping[str, Any] | None = None
        self._parts: list[str] = []
        self._size = 0

    def add(self, arguments: object, where: str) -> None:
        if isinstance(arguments, Mapping):
            self._whole = cast("Mapping[str, Any]", arguments)
        elif arguments:
            text = str(arguments)
            self._parts.append(text)
            self._size += len(text)
            if self._size > LONGEST_ARGUMENTS:
                raise StreamMalformed(f"{where} sends endless arguments for the tool {self.name}.")

    def arguments(self) -> object:
        return self._whole if self._whole is not None and not self._parts else "".join(self._parts)
