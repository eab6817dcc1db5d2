"""Installs a model: live progress over all its layers, and leaving stops the download."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

from fabula.engines.llm.errors import ModelFailed, ModelNotInstalled, NextTokenLate, RequestRejected, StreamBroken
from fabula.engines.llm.wire.explaining import explained_object
from fabula.engines.llm.wire.fields import Fields, whole
from fabula.engines.llm.wire.framing import Lines
from fabula.engines.llm.wire.http import Call, Http, read_object

SILENT_S = 600.0
MOST_LAYERS = 10_000


@dataclass(frozen=True, slots=True)
class PullProgress:
    """How far it is: Ollama's own word for the step, and bytes where it knows them."""

    status: str
    completed_bytes: int
    total_bytes: int
    done: bool = False

    @property
    def part(self) -> float | None:
        return self.completed_bytes / self.total_bytes if self.total_bytes else None


@dataclass
class _Layers:
    sizes: dict[str, int] = field(default_factory=dict[str, int])
    done: dict[str, int] = field(default_factory=dict[str, int])

    def told(self, line: Fields) -> PullProgress:
        digest, total = str(line.get("digest") or ""), whole(line.get("total"))
        if digest and total is not None and len(self.sizes) < MOST_LAYERS:
            self.sizes[digest] = total
            self.done[digest] = whole(line.get("completed")) or self.done.get(digest, 0)
        status = str(line.get("status") or "")
        return PullProgress(status, sum(self.done.values()), sum(self.sizes.values()), status == "success")


async def pulled(http: Http, model: str) -> AsyncGenerator[PullProgress]:
    """Progress until the model is installed; what was loaded so far is kept for the next try."""
    layers = _Layers()
    lines = Lines()
    try:
        response = await http.open(Call("/api/pull", {"model": model, "stream": True}, model=model))
    except ModelFailed as error:
        raise _understood(error, model) from None
    try:
        while True:
            try:
                async with asyncio.timeout(SILENT_S):
                    chunk = await http.read(response)
            except TimeoutError:
                raise NextTokenLate(f"{http.where} said nothing of the download for {SILENT_S:.0f} s.") from None
            for payload in lines.feed(chunk) if chunk else lines.rest():
                line = read_object(payload, http.where)
                if "error" in line:
                    raise _understood(explained_object(http.place(model), line["error"]), model)
                progress = layers.told(line)
                yield progress
                if progress.done:
                    return
            if not chunk:
                raise StreamBroken(f"{http.where} stopped the download of {model}.")
    finally:
        response.close()


def _understood(error: ModelFailed, model: str) -> ModelFailed:
    words = error.message.lower()
    if isinstance(error, RequestRejected | ModelNotInstalled) or "not exist" in words or "not found" in words:
        return ModelNotInstalled(
            f"There is no model {model} to install: {error.message}", hint="Look for its exact name in the library."
        )
    return error
