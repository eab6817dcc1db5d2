"""What a provider's protocol has to know; all else is shared."""

from collections.abc import Mapping
from typing import Any, Protocol

from pydantic import SecretStr

from fabula.engines.llm.catalogue import Embeddings, ModelInfo
from fabula.engines.llm.requests import ChatRequest, EmbedRequest
from fabula.engines.llm.wire.exchange import Reader
from fabula.engines.llm.wire.explaining import Place
from fabula.engines.llm.wire.framing import Framer
from fabula.engines.llm.wire.http import Call, Http


class Dialect(Protocol):
    """One provider's way to say what every provider can do."""

    def framer(self) -> Framer: ...

    def headers(self, key: SecretStr) -> Mapping[str, str]: ...

    def chat(self, request: ChatRequest) -> Call:
        """The request for a streamed reply; its window is set."""
        ...

    def reader(self, request: ChatRequest, place: Place) -> Reader: ...

    def embedding(self, request: EmbedRequest) -> Call: ...

    def vectors(self, answer: Mapping[str, Any], place: Place) -> Embeddings: ...

    async def models(self, http: Http) -> list[ModelInfo]: ...

    def learn(self, model: str, complaint: str) -> bool:
        """Whether a complaint teaches a quirk of this model's server, so that the same request may now succeed."""
        ...
