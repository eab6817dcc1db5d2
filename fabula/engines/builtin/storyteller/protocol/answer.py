"""One answer on its way: paced, limited, counted, and spoilt where the script says so."""

import asyncio
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web

from fabula.engines.builtin.storyteller.models import LABEL
from fabula.engines.builtin.storyteller.protocol.failures import Refused
from fabula.engines.builtin.storyteller.protocol.frames import Frames
from fabula.engines.builtin.storyteller.script import Fault, Script, spoilt
from fabula.engines.builtin.storyteller.tokens import pieces
from fabula.engines.builtin.storyteller.writing import Written

NDJSON = "application/x-ndjson"
HEADERS = {"X-Fabula-Engine": LABEL}
UNPACED_LINES = 16
NS = 1_000_000_000
RUNNER_DIED = "llama runner process has terminated: exit status 2"
Part = tuple[Literal["thinking", "text"], str]


@dataclass
class Limits:
    """Where an answer ends before its own end."""

    tokens: int | None = None
    stops: list[str] = field(default_factory=list[str])


@dataclass
class Answer:
    """What was written, and how it is to be told."""

    written: Written
    frames: Frames
    script: Script
    limits: Limits
    prompt_tokens: int
    began: float
    started: float
    load_s: float = 0.0
    fault: Fault | None = None
    sent: int = 0
    reason: Literal["stop", "length"] = "stop"

    def parts(self) -> Iterator[Part]:
        """Every token in its order, until the end or a limit."""
        for kind, piece in self._all_parts():
            if self.limits.tokens is not None and self.sent >= self.limits.tokens:
                self.reason = "length"
                return
            self.sent += 1
            yield kind, piece

    def _all_parts(self) -> Iterator[Part]:
        for piece in pieces(self.written.thinking):
            yield "thinking", piece
        text = until(self.written.text, self.limits.stops)
        for piece in self._spoilt(text):
            yield "text", piece

    def _spoilt(self, text: str) -> Iterable[str]:
        if self.fault and self.fault.kind == "broken_json":
            text = broken(text)
        return spoilt(pieces(text), self.fault)

    @property
    def breaks_after(self) -> int | None:
        broken_off = self.fault and self.fault.kind in ("cut", "stall", "error_in_stream")
        return self.fault.after if self.fault and broken_off else None

    def due(self, number: int) -> float:
        """When a token may leave, by the loop's clock: waiting in line and loading are no head start."""
        pace = self.script.tokens_per_s
        return self.started + self.script.first_token_s + (number / pace if pace else 0.0)

    def statistics(self) -> dict[str, Any]:
        spent = asyncio.get_running_loop().time() - self.began
        work = max(spent - self.load_s, 0.0)
        return {
            "done_reason": self.reason,
            "total_duration": int(spent * NS),
            "load_duration": int(self.load_s * NS),
            "prompt_eval_count": self.prompt_tokens,
            "prompt_eval_duration": int(work * NS * 0.1),
            "eval_count": self.sent,
            "eval_duration": int(work * NS * 0.9),
        }


def until(text: str, stops: list[str]) -> str:
    ends = [place for stop in stops if stop and (place := text.find(stop)) >= 0]
    return text[: min(ends)] if ends else text


def broken(text: str) -> str:
    """JSON that a parser refuses: fenced, with a comma too many, and cut before its end."""
    return f"```json\n{text.rstrip().rstrip('}]')},"


async def tell(request: web.Request, answer: Answer, *, stream: bool) -> web.StreamResponse:
    """Whoever hangs up in the middle has heard enough, and that is no fault of anybody."""
    try:
        return await _stream(request, answer) if stream else await _once(request, answer)
    except ConnectionResetError:
        return web.Response()


async def _once(request: web.Request, answer: Answer) -> web.StreamResponse:
    if answer.breaks_after is not None:
        await _wait_until(answer.due(answer.breaks_after))
        return await _break(request, answer)
    said: dict[str, list[str]] = {"thinking": [], "text": []}
    for kind, piece in answer.parts():
        said[kind].append(piece)
    await _wait_until(answer.due(answer.sent))
    thinking, text = "".join(said["thinking"]), "".join(said["text"])
    body = answer.frames.whole(text, thinking, answer.written.calls, answer.statistics())
    return web.Response(body=body, content_type="application/json", charset="utf-8", headers=HEADERS)


async def _break(request: web.Request, answer: Answer) -> web.Response:
    assert answer.fault
    if answer.fault.kind == "stall":
        await asyncio.Event().wait()
    if answer.fault.kind == "error_in_stream":
        raise Refused(answer.fault.status, answer.fault.message or RUNNER_DIED)
    _hang_up(request)
    return web.Response()


def _hang_up(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


async def _stream(request: web.Request, answer: Answer) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": NDJSON, **HEADERS})
    await _wait_until(answer.due(0))
    await response.prepare(request)
    waiting: list[bytes] = []
    clock = asyncio.get_running_loop().time
    for kind, piece in answer.parts():
        if answer.sent - 1 == answer.breaks_after:
            break
        waiting.append(answer.frames.part(text=piece) if kind == "text" else answer.frames.part(thinking=piece))
        ahead = answer.due(answer.sent) - clock()
        if ahead > 0 or len(waiting) >= UNPACED_LINES:
            await response.write(b"".join(waiting))
            waiting.clear()
            await asyncio.sleep(max(ahead, 0.0))
    if answer.breaks_after is not None:
        await response.write(b"".join(waiting))
        return await _break_stream(request, response, answer)
    if answer.written.calls:
        waiting.append(answer.frames.part(calls=answer.written.calls))
    waiting.append(answer.frames.end(answer.statistics()))
    await response.write(b"".join(waiting))
    await response.write_eof()
    return response


async def _break_stream(request: web.Request, response: web.StreamResponse, answer: Answer) -> web.StreamResponse:
    assert answer.fault
    if answer.fault.kind == "error_in_stream":
        await response.write(json.dumps({"error": answer.fault.message or RUNNER_DIED}).encode() + b"\n")
        await response.write_eof()
        return response
    if answer.fault.kind == "stall":
        await asyncio.Event().wait()
    await asyncio.sleep(0.02)  # what was written leaves before the connection dies
    _hang_up(request)
    return response


async def _wait_until(due: float) -> None:
    ahead = due - asyncio.get_running_loop().time()
    if ahead > 0:
        await asyncio.sleep(ahead)
