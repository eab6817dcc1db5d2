"""Devices, the engines that live on them, and what the arbiter asks of such an engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class TenantKind(StrEnum):
    """How an engine uses memory: language servers keep models side by side, image servers one job at a time."""

    LANGUAGE = "language"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Device:
    """A card with its memory; `gpu` is its NVML index or UUID, and empty for what cannot be measured from here."""

    id: str
    name: str
    total_mb: int | None = None
    floor_mb: int | None = None
    gpu: str = ""


@dataclass(frozen=True, slots=True)
class Tenant:
    """An engine that lives on a device: how much it does at once, how important it is, which service runs it.

    One that never gives memory back (`keeps_memory`) takes places in the line, and its memory counts as always taken.
    """

    id: str
    name: str
    kind: TenantKind
    device: str
    slots: int = 1
    priority: int | None = None
    service: str = ""
    keeps_memory: bool = False


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model that lies in an engine's memory, with the VRAM that the engine says it takes."""

    name: str
    vram_mb: int | None = None


@dataclass(frozen=True, slots=True)
class Memory:
    """What somebody says of a card's memory at one moment."""

    total_mb: int
    free_mb: int

    @property
    def used_mb(self) -> int:
        return max(0, self.total_mb - self.free_mb)


class TenantEngine(Protocol):
    """What the arbiter needs of an engine; the registry implements it with the real clients."""

    async def loaded(self) -> Sequence[LoadedModel] | None:
        """The models in memory (Ollama: `/api/ps`), or None when the engine cannot tell (ComfyUI)."""
        ...

    async def unload(self, name: str) -> None:
        """Give up this model; an empty name means everything (ComfyUI: `/free`)."""
        ...

    async def warm(self, name: str) -> None:
        """Bring this model back into memory; nothing to do for an engine that loads by itself."""
        ...

    async def working(self) -> str:
        """What it works on just now, in a few words, whoever asked for it; empty when idle or unknown."""
        ...

    async def memory(self) -> Memory | None:
        """What the engine says of its card, or None. Free is what another program could have.

        ComfyUI counts what it keeps in reserve as free: there it is `vram_free - torch_vram_free` of `/system_stats`.
        """
        ...


class ServiceKeeper(Protocol):
    """Who stops and starts the programs behind the tenants; both return when it is done and verified."""

    async def stop(self, service: str, *, in_favour_of: str = "") -> None: ...

    async def start(self, service: str) -> None: ...

    def pids(self, service: str) -> set[int]:
        """The processes of this service, as far as they are known."""
        ...
