"""Services of small test programs, and the news that they make."""

import asyncio
import socket
import sys
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fabula.core.background import Background
from fabula.engines.gpu import News, NewsKind
from fabula.engines.gpu.processes import ProcessRules, Service, Services, ServiceState

PROGRAM = Path(__file__).with_name("program.py")
RULES = ProcessRules(startup_s=20, stop_s=10, poll_s=0.05, first_pause_s=0.05, longest_pause_s=0.1, crashes=2)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def command(port: int, *words: str) -> tuple[str, ...]:
    return (sys.executable, str(PROGRAM), str(port), *words)


class Programs:
    """What a test needs of programs that are managed."""

    def __init__(self, background: Background) -> None:
        self.news = News()
        self._background = background
        self.services = self.under(RULES)

    def under(self, rules: ProcessRules) -> Services:
        """Manage with these rules from now on."""
        self.services = Services(rules, self._background, self.news)
        return self.services

    def add(self, *words: str, name: str = "ollama", port: int = 0) -> Service:
        port = port or free_port()
        made = Service(
            name=name,
            title=name.title(),
            health_url=f"http://127.0.0.1:{port}/",
            command=command(port, *words),
            folder=PROGRAM.parent,
            environment={"GREETING": "fabula"},
        )
        self.services.add(made)
        return made

    def add_without_command(self, port: int, name: str = "ollama") -> None:
        self.services.add(
            replace(self.add(name="template"), name=name, command=(), health_url=f"http://127.0.0.1:{port}/")
        )

    async def state(self, name: str = "ollama") -> ServiceState:
        return next(each for each in (await self.services.state()).services if each.name == name)

    def kinds(self) -> list[NewsKind]:
        return [entry.kind for entry in self.news.latest()]


@pytest.fixture
async def programs() -> AsyncGenerator[Programs]:
    background = Background()
    made = Programs(background)
    yield made
    await made.services.close()
    await background.close()


async def until(is_so: Callable[[], bool], within_s: float = 20) -> None:
    async with asyncio.timeout(within_s):
        while not is_so():  # noqa: ASYNC110 - what is waited for is another process
            await asyncio.sleep(0.05)
