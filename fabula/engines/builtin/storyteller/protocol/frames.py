"""The lines of an answer, as `/api/chat` and `/api/generate` write them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from fabula.core.clock import now
from fabula.engines.builtin.storyteller.models import LABEL
from fabula.engines.builtin.storyteller.writing import Call


class Frames(Protocol):
    """One way to write the parts of an answer."""

    def part(self, text: str = "", thinking: str = "", calls: Sequence[Call] = ()) -> bytes: ...

    def end(self, statistics: Mapping[str, Any]) -> bytes: ...

    def whole(self, text: str, thinking: str, calls: Sequence[Call], statistics: Mapping[str, Any]) -> bytes: ...


def line(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def moment() -> str:
    return now().isoformat().replace("+00:00", "Z")


def called(calls: Sequence[Call]) -> list[dict[str, Any]]:
    return [
        {"id": f"call_{index}", "function": {"index": index, "name": call.name, "arguments": call.arguments}}
        for index, call in enumerate(calls)
    ]


class ChatFrames:
    """`message` in every line."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._head = f'{{"model":{json.dumps(model)},"created_at":"'.encode()

    def part(self, text: str = "", thinking: str = "", calls: Sequence[Call] = ()) -> bytes:
        if thinking or calls:
            return line(self._body(text, thinking, calls) | {"done": False})
        content = json.dumps(text, ensure_ascii=False)
        rest = f'{moment()}","message":{{"role":"assistant","content":{content}}},"done":false}}\n'
        return self._head + rest.encode()

    def end(self, statistics: Mapping[str, Any]) -> bytes:
        return self.whole("", "", (), statistics)

    def whole(self, text: str, thinking: str, calls: Sequence[Call], statistics: Mapping[str, Any]) -> bytes:
        return line({**self._body(text, thinking, calls), "done": True, "engine": LABEL, **statistics})

    def _body(self, text: str, thinking: str, calls: Sequence[Call]) -> dict[str, Any]:
        message: dict[str, Any] = {"role": "assistant", "content": text}
        if thinking:
            message["thinking"] = thinking
        if calls:
            message["tool_calls"] = called(calls)
        return {"model": self._model, "created_at": moment(), "message": message}


class GenerateFrames:
    """`response` in every line."""

    def __init__(self, model: str) -> None:
        self._model = model

    def part(self, text: str = "", thinking: str = "", calls: Sequence[Call] = ()) -> bytes:
        del calls
        return line(self._body(text, thinking) | {"done": False})

    def end(self, statistics: Mapping[str, Any]) -> bytes:
        return self.whole("", "", (), statistics)

    def whole(self, text: str, thinking: str, calls: Sequence[Call], statistics: Mapping[str, Any]) -> bytes:
        del calls
        return line({**self._body(text, thinking), "done": True, "engine": LABEL, **statistics})

    def _body(self, text: str, thinking: str) -> dict[str, Any]:
        body: dict[str, Any] = {"model": self._model, "created_at": moment(), "response": text}
        return body | {"thinking": thinking} if thinking else body
