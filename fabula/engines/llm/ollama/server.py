"""The models of an Ollama server: installed, loaded, and let go for good."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from fabula.engines.llm.catalogue import ModelInfo
from fabula.engines.llm.client import Client
from fabula.engines.llm.dialects.ollama import model_info
from fabula.engines.llm.errors import FeatureMissing, ModelNotInstalled, UnloadStuck
from fabula.engines.llm.ollama.pulling import PullProgress, pulled
from fabula.engines.llm.wire.fields import Fields, rows_of, whole
from fabula.engines.llm.wire.http import Call

UNLOAD_S = 20.0
LOOK_EVERY_S = 0.25
DELETE_S = 60.0


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model in memory; `size_vram` of `size` bytes are on the GPU, and `context` is the window it has in truth."""

    name: str
    size: int
    size_vram: int
    context: int | None
    expires_at: datetime | None

    @property
    def on_gpu(self) -> float:
        return self.size_vram / self.size if self.size else 0.0


class OllamaServer:
    """Acts on the server behind an Ollama channel."""

    def __init__(self, client: Client, *, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._client = client
        self._http = client.http
        self._pause = pause

    async def version(self) -> str:
        return str((await self._http.json(Call("/api/version", method="GET"))).get("version") or "")

    async def models(self) -> list[ModelInfo]:
        return await self._client.models()

    async def details(self, model: str) -> ModelInfo:
        """One installed model."""
        return model_info(model, {}, await self._http.json(Call("/api/show", {"model": model}, model=model)))

    def pull(self, model: str) -> AsyncGenerator[PullProgress]:
        return pulled(self._http, model)

    async def delete(self, model: str) -> None:
        await self._http.json(Call("/api/delete", {"model": model}, "DELETE", model), within_s=DELETE_S)

    async def loaded(self) -> list[LoadedModel]:
        return [_loaded(row) for row in rows_of((await self._http.json(Call("/api/ps", method="GET"))).get("models"))]

    async def load(self, model: str, *, window: int | None = None, keep_alive: str | int | None = None) -> None:
        """Into memory as later requests will ask for it: with another window or `shift` it is loaded again for them."""
        options = {"num_ctx": window or self._client.channel.window}
        body = {"model": model, "options": options, "shift": False, "stream": False}
        body |= {} if keep_alive is None else {"keep_alive": keep_alive}
        limit = self._client.channel.patience.first_token_s
        try:
            await self._http.json(Call("/api/generate", body, model=model), within_s=limit)
        except FeatureMissing:
            await self._http.json(Call("/api/embed", body | {"input": []}, model=model), within_s=limit)

    async def unload(self, model: str, *, within_s: float = UNLOAD_S) -> None:
        """Out of memory, and seen to be gone: the server may say so long before it is true."""
        try:
            await self._http.json(
                Call("/api/generate", {"model": model, "keep_alive": 0, "stream": False}, model=model),
                within_s=within_s,
            )
        except ModelNotInstalled:
            return
        waited = 0.0
        while any(tagged(held.name) == tagged(model) for held in await self.loaded()):
            if waited >= within_s:
                raise UnloadStuck(f"{self._http.where} still holds {model} after {waited:.0f} s.")
            await self._pause(LOOK_EVERY_S)
            waited += LOOK_EVERY_S


def tagged(name: str) -> str:
    """The whole name of a model, as the server lists it."""
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"


def _loaded(row: Fields) -> LoadedModel:
    return LoadedModel(
        name=str(row.get("name") or row.get("model") or ""),
        size=whole(row.get("size")) or 0,
        size_vram=whole(row.get("size_vram")) or 0,
        context=whole(row.get("context_length")),
        expires_at=_moment(row.get("expires_at")),
    )


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return None
