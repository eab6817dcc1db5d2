"""What a channel offers: its models and what they can do."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from fabula.engines.llm.events import Event
from fabula.engines.llm.requests import ChatRequest, EmbedRequest


class Capability(StrEnum):
    CHAT = "chat"
    VISION = "vision"
    TOOLS = "tools"
    THINKING = "thinking"
    EMBEDDING = "embedding"


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model of a channel; `certain` is False where its capabilities are guessed from its name."""

    name: str
    capabilities: frozenset[Capability]
    certain: bool = True
    context: int | None = None
    size_bytes: int | None = None
    family: str = ""
    parameters: str = ""
    quantization: str = ""
    digest: str = ""

    def can(self, capability: Capability) -> bool:
        return capability in self.capabilities


@dataclass(frozen=True, slots=True)
class Embeddings:
    """One vector for each text, in their order."""

    vectors: tuple[tuple[float, ...], ...]
    tokens: int


class LanguageModels(Protocol):
    """The one interface: a channel, several of them, or what wraps them."""

    def stream(self, request: ChatRequest) -> AsyncGenerator[Event]:
        """One reply; closing the generator ends the provider's work at once."""
        ...

    async def embed(self, request: EmbedRequest) -> Embeddings: ...

    async def models(self) -> list[ModelInfo]: ...

    async def close(self) -> None: ...
