"""A stand-in for each provider, and clients that talk to it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from fabula.engines.llm import Client, Provider
from tests.engines.llm.upstream import Upstream
from tests.engines.llm.voices import VOICES, MakeClient, Voice, channel_to


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "voice" in metafunc.fixturenames:
        metafunc.parametrize("voice", VOICES, ids=[str(voice.provider) for voice in VOICES])
    if "real" in metafunc.fixturenames:
        named = [str(provider) for provider in Provider if metafunc.config.getoption(f"--{provider}")]
        metafunc.parametrize("real", ["storyteller", *named], indirect=True)


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    server = Upstream()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def make_client(upstream: Upstream) -> AsyncIterator[MakeClient]:
    """Clients of the stand-in; channel fields by name, all else to the client."""
    made: list[Client] = []

    def make(voice: Voice, *, client: dict[str, Any] | None = None, **channel: Any) -> Client:
        made.append(Client(channel_to(voice, upstream, **channel), **(client or {})))
        return made[-1]

    yield make
    for client in made:
        await client.close()
