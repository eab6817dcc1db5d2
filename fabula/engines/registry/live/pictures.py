"""Picture servers that are ready to be asked, each with the lease of its card."""

import logging
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Protocol

from fabula.core.background import Background
from fabula.core.errors import FabulaError
from fabula.engines.comfy import ComfyServer, ServerAddress
from fabula.engines.comfy.errors import ServerUnreachable
from fabula.engines.gpu import Arbiter, Device, Lease, LeaseRequest, Place, Priority, TenantKind
from fabula.engines.registry.live.experience import Notebook
from fabula.engines.registry.live.tenancy import Tenancy
from fabula.engines.registry.live.tenants import ComfyTenant

log = logging.getLogger(__name__)


class Need(Protocol):
    """Why a picture server is needed: for whom, what it will load, and how long that may take.

    `on_place` hears how many are let in at the card before, and in about how many seconds. With `is_running` the server
    is at it already, so that there is nothing to wait for.
    """

    @property
    def owner(self) -> str: ...

    @property
    def what(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def is_watched(self) -> bool: ...

    @property
    def seconds(self) -> float: ...

    @property
    def on_place(self) -> Callable[[int, float], None]: ...

    @property
    def is_running(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class ServerPlan:
    """A picture server as it is set up."""

    id: str
    address: ServerAddress
    device: Device
    ahead: int
    is_demo: bool = False
    service: str = ""


class PictureServer:
    """One server while it is set up; draining may begin and end without a new connection."""

    def __init__(self, plan: ServerPlan, client: ComfyServer, arbiter: Arbiter, notebook: Notebook) -> None:
        self.plan = plan
        self.client = client
        self.tenancy = Tenancy(arbiter, plan.id, notebook)
        self.is_draining = False
        self._arbiter = arbiter
        self._leases: set[Lease] = set()

    @property
    def id(self) -> str:
        return self.plan.id

    @property
    def name(self) -> str:
        return self.plan.address.name

    @property
    def ahead(self) -> int:
        return self.plan.ahead

    @property
    def is_demo(self) -> bool:
        return self.plan.is_demo

    @asynccontextmanager
    async def lease(self, need: Need) -> AsyncGenerator[None]:
        """The right to use its card, waited for."""
        wanted = LeaseRequest(
            tenant=self.tenancy.id,
            what=need.what,
            owner=need.owner,
            priority=Priority.INTERACTIVE if need.is_watched else Priority.BATCH,
            expected_s=need.seconds,
            label=need.label,
        )

        def told(place: Place) -> None:
            need.on_place(place.place - 1, place.expected_s)

        with self.tenancy.used():
            if need.is_running:
                with self._arbiter.taken_up(wanted) as lease, self._kept(lease):
                    yield
                return
            async with self._arbiter.lease(wanted, told=told) as lease:
                with self._kept(lease):
                    yield

    def shows_life(self) -> None:
        """A job goes on: its card is kept for it, and for those that wait behind it in the server's own line."""
        for lease in self._leases:
            self._arbiter.go_on(lease)

    async def falls_silent(self) -> None:
        """It does not answer; where nobody is there at all, its card is for others until a job goes on."""
        try:
            await self.client.queue()
        except ServerUnreachable:
            for lease in self._leases:
                self._arbiter.set_aside(lease)
        except FabulaError:
            return  # it may be at work all the same

    def ran_out_of_memory(self, what: str) -> None:
        """Work of this shape did not have enough: it gets the card for itself next time."""
        self._arbiter.ran_out(self.tenancy.id, what)

    @contextmanager
    def _kept(self, lease: Lease) -> Generator[None]:
        self._leases.add(lease)
        try:
            yield
        finally:
            self._leases.discard(lease)


class PictureServers:
    """All picture servers that are switched on; the demo painter stands in only where there is no other."""

    def __init__(self, arbiter: Arbiter, notebook: Notebook, background: Background) -> None:
        self._arbiter = arbiter
        self._notebook = notebook
        self._background = background
        self._servers: dict[str, PictureServer] = {}
        self._hearers: list[Callable[[], None]] = []

    def current(self) -> Sequence[PictureServer]:
        return list(self._servers.values())

    def on_change(self, act: Callable[[], None]) -> None:
        self._hearers.append(act)

    def server(self, server_id: str) -> PictureServer | None:
        return self._servers.get(server_id)

    async def renew(self, plans: Sequence[ServerPlan], draining: frozenset[str]) -> None:
        """Take over how servers are set up now; renders under way end with the client that they have."""
        before = self.shape()
        wanted = {plan.id: plan for plan in plans}
        for gone in self._servers.keys() - wanted.keys():
            self._retire(self._servers.pop(gone))
        for plan in wanted.values():
            known = self._servers.get(plan.id)
            if known is None or known.plan != plan:
                if known is not None:
                    self._retire(known)
                self._servers[plan.id] = await self._opened(plan)
        for server in self._servers.values():
            server.is_draining = server.id in draining
        if self.shape() != before:
            self._tell()

    async def close(self) -> None:
        for server in self._servers.values():
            await server.client.__aexit__(None, None, None)

    def shape(self) -> list[tuple[PictureServer, bool]]:
        return [(server, server.is_draining) for server in self._servers.values()]

    def _tell(self) -> None:
        for hearer in self._hearers:
            try:
                hearer()
            except Exception:
                log.exception("somebody could not follow a change of the picture servers")

    async def _opened(self, plan: ServerPlan) -> PictureServer:
        client = await ComfyServer(plan.address).__aenter__()
        server = PictureServer(plan, client, self._arbiter, self._notebook)
        server.tenancy.begin(
            plan.device,
            plan.address.name,
            TenantKind.IMAGE,
            ComfyTenant(client, plan.device.gpu),
            slots=plan.ahead,
            service=plan.service,
        )
        return server

    def _retire(self, server: PictureServer) -> None:
        async def close() -> None:
            await server.client.__aexit__(None, None, None)

        self._background.start(server.tenancy.end(close), name=f"goodbye to {server.name}")
