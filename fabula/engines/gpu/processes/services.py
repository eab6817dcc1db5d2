"""All programs that are managed here: one face for our children, systemd units and an outside manager."""

import asyncio

from fabula.core.background import Background
from fabula.engines.gpu.errors import ServiceUnknown
from fabula.engines.gpu.news import News
from fabula.engines.gpu.processes.child import Child
from fabula.engines.gpu.processes.outside import Outside
from fabula.engines.gpu.processes.service import ProcessRules, Program, Service, ServicesState
from fabula.engines.gpu.processes.systemd import Unit

FRESH_S = 1.0


class Services:
    """Stops and starts by name; it knows nothing of leases, so ask the arbiter to switch."""

    def __init__(self, rules: ProcessRules, background: Background, news: News, manager_url: str = "") -> None:
        self._rules = rules
        self._background = background
        self._news = news
        self._manager_url = manager_url
        self._programs: dict[str, Program] = {}
        self._looking = asyncio.Lock()
        self._seen: tuple[float, ServicesState] | None = None

    def add(self, service: Service) -> None:
        """Manage this program from now on, by the outside manager if there is one."""
        if service.name in self._programs:
            raise ValueError(f"the service {service.name} is there already")
        self._programs[service.name] = self._program(service)

    async def remove(self, name: str) -> None:
        """Manage it no longer; our own child ends with that."""
        program = self._programs.pop(name, None)
        if program is not None:
            await program.close()

    async def start(self, service: str) -> None:
        try:
            await self._of(service).start()
        finally:
            self._seen = None

    async def stop(self, service: str, *, in_favour_of: str = "", even_adopted: bool = False) -> None:
        """End a program; one that ran before us only on an admin's word (`even_adopted`)."""
        try:
            await self._of(service).stop(in_favour_of=in_favour_of, even_adopted=even_adopted)
        finally:
            self._seen = None

    def pids(self, service: str) -> set[int]:
        program = self._programs.get(service)
        return program.pids if program else set()

    async def state(self) -> ServicesState:
        services = list(await asyncio.gather(*(program.state() for program in self._programs.values())))
        answering = [service.name for service in services if service.answers]
        return ServicesState(active=answering[0] if len(answering) == 1 else "", services=services)

    async def glance(self) -> ServicesState:
        """How they stood a moment ago: asking costs processes and requests, and everybody may look."""
        clock = asyncio.get_running_loop().time
        async with self._looking:
            if self._seen is None or clock() - self._seen[0] > FRESH_S:
                self._seen = clock(), await self.state()
            return self._seen[1]

    async def close(self) -> None:
        """The application ends: what it started ends with it, what it found stays."""
        await asyncio.gather(*(program.close() for program in self._programs.values()), return_exceptions=True)

    def _program(self, service: Service) -> Program:
        if self._manager_url:
            return Outside(service, self._rules, self._manager_url)
        if service.unit:
            return Unit(service, self._rules)
        return Child(service, self._rules, self._background, self._news)

    def _of(self, name: str) -> Program:
        if (program := self._programs.get(name)) is not None:
            return program
        known = ", ".join(sorted(self._programs)) or "none"
        raise ServiceUnknown(f"No service {name} is managed here.", hint=f"Managed are: {known}.")
