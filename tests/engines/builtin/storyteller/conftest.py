"""A storyteller on a free port, and the official client that talks to it."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest
from ollama import AsyncClient

from fabula.engines.builtin.storyteller import Script, Storyteller


@pytest.fixture
async def storyteller() -> AsyncGenerator[Storyteller]:
    async with Storyteller(Script(), keep_requests=20) as storyteller:
        yield storyteller


@pytest.fixture
async def client(storyteller: Storyteller) -> AsyncGenerator[Any]:
    client: Any = AsyncClient(host=storyteller.url, trust_env=False)
    yield client
    await client._client.aclose()  # it has no other way to let go
