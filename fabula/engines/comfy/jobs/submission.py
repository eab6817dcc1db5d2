"""Handing a job to a server so that it runs once, whatever happens to the answer."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

from pydantic import JsonValue

from fabula.core.errors import FabulaError
from fabula.engines.comfy.address import ServerAddress
from fabula.engines.comfy.errors import GraphRefused, ServerBroke, ServerSilent, SubmissionUnsure
from fabula.engines.comfy.jobs.answers.refusals import has_faults, read_refusal
from fabula.engines.comfy.jobs.following.tracker import Tracker
from fabula.engines.comfy.jobs.following.watch import Watch
from fabula.engines.comfy.jobs.queue import ServerQueue, Standing
from fabula.engines.comfy.values import Accepted, Graph, PromptId
from fabula.engines.comfy.wire.http import Answer, Http
from fabula.engines.comfy.wire.shapes import JsonObject, a_text, an_object

POSTS = 3
SETTLING_S = (0.0, 0.25, 0.75)  # a server that was slow to take the job gets time to show it
DOUBTFUL = {408, 425, 429, 500, 502, 503, 504}


@dataclass(frozen=True, slots=True)
class Wish:
    """How a job is to be run."""

    front: bool = False
    previews: bool = True
    partly: bool = False
    targets: Sequence[str] = ()
    png_info: Mapping[str, JsonValue] = field(default_factory=dict[str, JsonValue])


class Submission:
    """Submits to one server. The same id may be submitted again and again: it runs once."""

    def __init__(self, address: ServerAddress, http: Http, queue: ServerQueue, watch: Watch) -> None:
        self._address = address
        self._http = http
        self._queue = queue
        self._watch = watch
        self._locks: dict[str, asyncio.Lock] = {}

    async def submit(self, graph: Graph, prompt_id: PromptId, wish: Wish, *, is_new: bool) -> Accepted:
        async with self._alone(prompt_id):
            tracker = await self._watch.expect(prompt_id, graph)
            try:
                accepted = await self._submit(graph, tracker, wish, is_new=is_new)
            except GraphRefused:
                self._watch.forget(tracker)
                raise
            self._watch.accepted(tracker, front=wish.front)
            if tracker.cancel_asked:
                await self._queue.cancel(prompt_id)
            return accepted

    @asynccontextmanager
    async def _alone(self, prompt_id: PromptId) -> AsyncGenerator[None]:
        lock = self._locks.setdefault(prompt_id, asyncio.Lock())
        try:
            async with lock:
                yield
        finally:
            if not lock.locked():
                self._locks.pop(prompt_id, None)

    async def _submit(self, graph: Graph, tracker: Tracker, wish: Wish, *, is_new: bool) -> Accepted:
        prompt_id = tracker.prompt_id
        if not is_new and await self._queue.standing(prompt_id) is not Standing.UNKNOWN:
            return Accepted(prompt_id, already=True)
        body = _body(graph, tracker, wish)
        doubt: FabulaError | None = None
        for _ in range(POSTS):
            try:
                answer = await self._http.ask("POST", "/prompt", body=body)
            except ServerSilent as error:
                doubt = error
            else:
                if answer.status not in DOUBTFUL:
                    await self._read(answer, graph, prompt_id, wish, again=doubt is not None)
                    return Accepted(prompt_id, already=False)
                doubt = self._http.broke(answer.status, "/prompt")
            if await self._settled(prompt_id, doubt) is not Standing.UNKNOWN:
                return Accepted(prompt_id, already=True)
        assert doubt is not None
        raise doubt

    async def _settled(self, prompt_id: PromptId, doubt: FabulaError) -> Standing:
        """Whether the server took the job after all."""
        for pause_s in SETTLING_S:
            await asyncio.sleep(pause_s)
            try:
                standing = await self._queue.standing(prompt_id)
            except FabulaError as error:
                raise SubmissionUnsure(f"{doubt.message} It is not known whether it has the job.") from error
            if standing is not Standing.UNKNOWN:
                return standing
        return Standing.UNKNOWN

    async def _read(self, answer: Answer, graph: Graph, prompt_id: PromptId, wish: Wish, *, again: bool) -> None:
        said = an_object(answer.said)
        if answer.status == HTTPStatus.BAD_REQUEST and ("error" in said or "node_errors" in said):
            raise GraphRefused(self._address.name, read_refusal(said, graph))
        if answer.status != HTTPStatus.OK or "prompt_id" not in said:
            raise self._http.broke(answer.status, "/prompt")
        given = PromptId(a_text(said.get("prompt_id")))
        if given != prompt_id:
            await self._queue.cancel(given)
            raise ServerBroke(
                f"{self._address} gives jobs its own ids.", hint="Update that ComfyUI to 0.3.45 or newer."
            )
        if has_faults(said) and not wish.partly:
            await self._queue.cancel(prompt_id)
            raise GraphRefused(self._address.name, read_refusal(said, graph), partly=True)
        if again:
            await self._watch.remove_doubles(prompt_id)


def _body(graph: Graph, tracker: Tracker, wish: Wish) -> JsonObject:
    extra: JsonObject = {"preview_method": "auto" if wish.previews else "none"}
    if wish.png_info:
        extra["extra_pnginfo"] = dict(wish.png_info)
    body: JsonObject = {
        "prompt": {node: dict(entry) for node, entry in graph.items()},
        "prompt_id": tracker.prompt_id,
        "client_id": tracker.client_id,
        "extra_data": extra,
    }
    if wish.front:
        body["front"] = True
    if wish.targets:
        body["partial_execution_targets"] = [*wish.targets]
    return body
