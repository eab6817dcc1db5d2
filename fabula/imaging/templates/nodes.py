"""What the servers know: which nodes they have, for reading workflows of the editor and for checks."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fabula.core.errors import FabulaError
from fabula.engines.comfy.formats import Definitions
from fabula.engines.registry import PictureServers

log = logging.getLogger(__name__)

ANSWER_S = 15

Ask = Callable[[], Awaitable[Mapping[str, Mapping[str, Any]]]]
"""Answers the `/object_info` of every server that is reachable now, by its name."""


def asking(servers: PictureServers) -> Ask:
    """Asks every picture server that is set up; one that does not answer in time counts as away."""

    async def ask() -> Mapping[str, Mapping[str, Any]]:
        current = servers.current()
        answers = await asyncio.gather(*(_nodes_of(server.name, server.client.object_info) for server in current))
        return {server.name: info for server, info in zip(current, answers, strict=True) if info is not None}

    return ask


async def _nodes_of(name: str, ask: Callable[[], Awaitable[Mapping[str, Any]]]) -> Mapping[str, Any] | None:
    try:
        async with asyncio.timeout(ANSWER_S):
            return await ask()
    except (FabulaError, TimeoutError) as error:
        log.info("%s did not tell its nodes: %s", name, error)
        return None


class ServerNodes:
    """The definitions of every known server; whoever knows the servers says how to ask them."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._read: dict[str, tuple[Mapping[str, Any], Definitions]] = {}

    def ask_with(self, ask: Ask) -> None:
        """From now on ask the servers in this way."""
        self._ask = ask

    async def by_server(self) -> dict[str, Definitions]:
        """Definitions by server; an answer that did not change is not read anew."""
        answers = await self._ask()
        known = self._read
        self._read = {
            name: known[name] if name in known and known[name][0] is info else (info, Definitions(info))
            for name, info in answers.items()
        }
        return {name: definitions for name, (_, definitions) in self._read.items()}

    async def widest(self) -> Definitions | None:
        """The definitions of the server that has the most nodes."""
        return max((await self.by_server()).values(), key=len, default=None)
