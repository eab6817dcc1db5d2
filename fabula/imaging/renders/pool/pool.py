"""The pool: renders stand in one line, and servers with room take from it.

turn(asked) ──► line ──► a server with room takes it ──► lease of its card ──► the render's own work ──► given back
                 ▲                                                                                          │
                 └──────────────── whatever changes (an end, a new server, a better guess) asks again ◄─────┘
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache

from fabula.core.background import Background
from fabula.core.errors import FabulaError
from fabula.engines.comfy import Graph
from fabula.engines.comfy.formats import Definitions
from fabula.imaging.renders.errors import NoServer, NoServerFits, ServerUnknown
from fabula.imaging.renders.pool.fitting import Check
from fabula.imaging.renders.pool.health import Health
from fabula.imaging.renders.pool.host import Commitment, Host
from fabula.imaging.renders.pool.trials import Trials
from fabula.imaging.renders.scheduling import Asking, Line, LineRules, Rank, Shape, Times, Wish, is_worth_it
from fabula.imaging.renders.servers import Need, RenderServer, Servers

TELL_SOONEST_S = 1.0
TELL_LATEST_S = 15.0
RECONSIDER_S = 2.0
READY_S = 30.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A render that wants a server: for whom, and what for."""

    id: str
    owner: str
    shape: Shape
    graph: Graph
    rank: Rank
    label: str
    on_place: Callable[[int | None, float | None], None] = lambda place, eta_s: None
    """Hears how many go before, and in how many seconds it is its turn; None while no server is there for it."""


@dataclass(slots=True)
class _Waiter:
    asked: Asked
    since: float
    got: asyncio.Future[Host]


class Turn:
    """A render's time on a server."""

    def __init__(self, pool: "Pool", host: Host, asked: Asked) -> None:
        self._pool = pool
        self._host = host
        self._asked = asked
        self._was_warm = host.is_warm(asked.shape)

    @property
    def server(self) -> RenderServer:
        return self._host.server

    def began(self) -> None:
        """The server works on it now, and has its models in memory from here on."""
        commitment = self._host.has[self._asked.id]
        if commitment.since is None:
            commitment.since = self._pool.now()
            self._was_warm = self._host.is_warm(self._asked.shape)
            self._host.resident = self._asked.shape.models

    def is_away(self, reason: str) -> None:
        """It does not answer: nobody else is sent there until it does."""
        self._host.is_away(reason)

    def has_other(self) -> bool:
        """Whether another server could do it now."""
        return self._pool.has_other(self._host, self._asked)

    def abandon(self, prompt_id: str) -> None:
        """It is made elsewhere: when this server is back, it is told that nobody waits for this any more."""
        self._host.orphans.add(prompt_id)

    def crashed(self) -> None:
        """It failed there; whose fault that is shows when it is tried elsewhere."""
        self._pool.trials.crashed(self._asked.id, self._host)

    def ran_out_of_memory(self) -> None:
        """What its card has for it was too little."""
        self.server.ran_out_of_memory(self._asked.shape.key)

    def finished(self, told_s: float | None = None) -> None:
        """It is done there: what it took is remembered, as the server says or as it looked from here."""
        self._pool.trials.finished(self._asked.id, self._host)
        commitment = self._host.has[self._asked.id]
        if commitment.since is None:
            return
        shape, server = self._asked.shape, self._host.id
        seconds = told_s if told_s is not None else self._pool.now() - commitment.since
        if self._was_warm:
            self._pool.times.record(shape.key, server, seconds)
        else:
            self._pool.times.record_load(server, seconds - self._pool.times.expected(shape.key, server))
        self._pool.line.charge(self._asked.owner, seconds - commitment.seconds)


class Pool:
    """All servers together."""

    def __init__(
        self,
        servers: Servers,
        background: Background,
        check: Check,
        *,
        ready: Callable[[], Awaitable[None]] | None = None,
        times: Times | None = None,
        rules: LineRules | None = None,
        health_every_s: float = 5.0,
    ) -> None:
        self.times = times or Times()
        self._servers = servers
        self._background = background
        self._check = check
        self._ready = ready
        self.line = Line(rules)
        self._waiters: dict[str, _Waiter] = {}
        self._graphs: dict[str, Graph] = {}
        self._hosts: dict[str, Host] = {}
        self.trials = Trials(self.now)
        self._health = Health(background, self._reconsider, health_every_s)
        self._reconsidering: asyncio.Task[None] | None = None
        self._is_due = False
        self._is_paused = False

    async def open(self) -> None:
        self._servers.on_change(self._renew)
        self._renew()
        self._reconsidering = self._background.start(self._reconsider_often(), name="picture pool")

    async def close(self) -> None:
        """Ask no server any more."""
        if self._reconsidering:
            self._reconsidering.cancel()
        for host in self._hosts.values():
            self._health.forget(host)
        self._hosts.clear()

    def pause(self, paused: bool) -> None:
        """Give out no more work; what runs goes on."""
        self._is_paused = paused
        if len(self.line):
            self._reconsider()

    @property
    def hosts(self) -> Sequence[Host]:
        return list(self._hosts.values())

    @property
    def is_paused(self) -> bool:
        return self._is_paused

    def __len__(self) -> int:
        return len(self.line)

    @asynccontextmanager
    async def turn(self, asked: Asked) -> AsyncGenerator[Turn]:
        """Wait for a server; it is ours until this is left."""
        await self.known()
        host = await self._wait(asked)
        try:
            async with host.server.lease(self._need(asked, host)):
                yield Turn(self, host, asked)
        finally:
            host.has.pop(asked.id, None)
            self._reconsider()

    @asynccontextmanager
    async def again(self, asked: Asked, server_id: str, prompt_id: str) -> AsyncGenerator[Turn | None]:
        """Go on with what was given to this server before; None if the server is set up no more.

        Only what is to be begun anew there, since the server has forgotten it, waits for the card.
        """
        await self.known()
        host = self._hosts.get(server_id)
        if host is None:
            yield None
            return
        host.has[asked.id] = Commitment(asked.shape, host.expected(asked.shape))
        try:
            need = replace(self._need(asked, host), is_running=await _is_there(host, prompt_id))
            async with host.server.lease(need):
                yield Turn(self, host, asked)
        finally:
            host.has.pop(asked.id, None)
            self._reconsider()

    async def known(self) -> None:
        """Which servers there are may be known only a moment after the start."""
        if self._ready is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(READY_S):
                    await self._ready()
            self._ready = None
            self._renew()

    def definitions(self, server_id: str | None = None) -> list[Definitions]:
        """What this server, or each of them, knows of nodes and files; the demo engine comes last."""
        hosts = sorted(self._hosts.values(), key=lambda host: host.server.is_demo)
        return [host.definitions for host in hosts if host.definitions and server_id in (None, host.id)]

    def _need(self, asked: Asked, host: Host) -> Need:
        is_watched = asked.rank is Rank.INTERACTIVE
        return Need(asked.owner, asked.shape.key, asked.label, is_watched, host.expected(asked.shape), asked.on_place)

    async def _wait(self, asked: Asked) -> Host:
        loop = asyncio.get_running_loop()
        waiter = _Waiter(asked, loop.time(), loop.create_future())
        self._waiters[asked.id] = waiter
        self._graphs[asked.shape.key] = asked.graph
        self.line.add(
            Wish(asked.id, asked.owner, asked.shape, asked.rank, waiter.since, self.times.typical(asked.shape.key))
        )
        self._reconsider()
        try:
            return await self._told(waiter)
        except BaseException:
            # The server may have been given in the very moment of the cancel.
            if waiter.got.done() and not waiter.got.cancelled() and waiter.got.exception() is None:
                waiter.got.result().has.pop(asked.id, None)
            raise
        finally:
            self._waiters.pop(asked.id, None)
            self.line.remove(asked.id)
            self._reconsider()

    async def _told(self, waiter: _Waiter) -> Host:
        """Its server; meanwhile it is told its place every now and then, the nearer the oftener."""
        while True:
            self.require_hope(waiter.asked.shape, waiter.asked.graph)
            place = self.line.place(waiter.asked.id) or 0
            wait_s = self.wait_s(waiter.asked.shape, waiter.asked.graph, place)
            waiter.asked.on_place(None if wait_s is None else place, wait_s)
            pause = min(TELL_LATEST_S, TELL_SOONEST_S + place / 10)
            done, _ = await asyncio.wait({waiter.got}, timeout=pause)
            if done:
                return waiter.got.result()

    def has_other(self, host: Host, asked: Asked) -> bool:
        """Whether another server than this one could take it."""
        others = (other for other in self.hosts_for(asked.shape) if other is not host and other.takes_work)
        return any(not other.findings(asked.shape, asked.graph) for other in others)

    def find(self, server: str) -> Host:
        """The server of this id or name."""
        for host in self._hosts.values():
            if server in (host.id, host.server.name):
                return host
        raise ServerUnknown(f"There is no picture server “{server}”.")

    def name_of(self, server_id: str) -> str:
        """Its name; servers that are gone keep their id."""
        host = self._hosts.get(server_id)
        return host.server.name if host else server_id

    def hosts_for(self, shape: Shape) -> Sequence[Host]:
        """The servers that a render of this shape may go to."""
        return [host for host in self._hosts.values() if shape.may_go_to(host.id)]

    def require_hope(self, shape: Shape, graph: Graph) -> None:
        """Waiting makes sense only if some server could do it, or might when it answers again."""
        hosts = self.hosts_for(shape)
        if not hosts:
            raise NoServer("No picture server is set up." if not self._hosts else "No picture server is left to try.")
        if any(not (host.is_there and host.is_known) or host.is_benched for host in hosts):
            return
        missing = {host: host.findings(shape, graph) for host in hosts}
        if all(missing.values()):
            told = "; ".join(f"{host.server.name}: {' '.join(map(str, found))}" for host, found in missing.items())
            raise NoServerFits(
                f"No picture server can run this. {told}",
                details={
                    "servers": {host.server.name: [str(each) for each in found] for host, found in missing.items()}
                },
            )

    def ahead_of(self, rank: Rank) -> int:
        """How many in line are of this rank or a better one."""
        return self.line.ahead_of(rank)

    def wait_s(self, shape: Shape, graph: Graph, place: int) -> float | None:
        """About how long a render at this place of the line waits; None while no server that can do it takes work."""
        hosts = [host for host in self.hosts_for(shape) if host.takes_work and not host.findings(shape, graph)]
        if not hosts:
            return None
        rate = sum(1 / max(0.001, host.expected(shape)) for host in hosts)
        return min(host.station(shape).backlog(self.now()) for host in hosts) + place / rate

    def _renew(self) -> None:
        """Servers came or went."""
        current = {server.id: server for server in self._servers.current()}
        for gone in self._hosts.keys() - current.keys():
            self._health.forget(self._hosts.pop(gone))
        for server_id, server in current.items():
            host = self._hosts.get(server_id)
            if host is None or host.server.client is not server.client:
                if host is not None:
                    self._health.forget(host)
                self._hosts[server_id] = host = Host(server, self._check, self.times, self.now)
                self._health.watch(host)
            host.server = server
        self._reconsider()

    def _reconsider(self) -> None:
        if not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_soon(self._give_out)

    async def _reconsider_often(self) -> None:
        """Time alone changes who is worth waiting for."""
        while True:
            await asyncio.sleep(RECONSIDER_S)
            if len(self.line):
                self._reconsider()
            else:
                self._graphs.clear()
                self.line.forget_idle()

    def _give_out(self) -> None:
        self._is_due = False
        if self._is_paused or not len(self.line):
            return
        depth = max((host.server.ahead for host in self._hosts.values()), default=0)
        for filled in range(depth):
            # First every server gets something to do, then something to do next.
            for host in sorted(self._hosts.values(), key=lambda host: self.times.pace(host.id)):
                if host.room > 0 and len(host.has) == filled:
                    self._give_to(host)

    def _give_to(self, host: Host) -> None:
        @cache
        def wants(shape: Shape) -> bool:
            return self._wants(host, shape)

        wish = self.line.take(Asking(wants, host.is_warm), self.now())
        if wish is None:
            return
        waiter = self._waiters[wish.id]
        if not waiter.got.done():
            host.has[wish.id] = Commitment(wish.shape, host.expected(wish.shape))
            waiter.got.set_result(host)

    def _wants(self, host: Host, shape: Shape) -> bool:
        graph = self._graphs[shape.key]
        if not shape.may_go_to(host.id) or host.findings(shape, graph):
            return False
        others = [
            other.station(shape)
            for other in self._hosts.values()
            if other is not host and other.takes_work and shape.may_go_to(other.id) and not other.findings(shape, graph)
        ]
        return not others or is_worth_it(host.station(shape), others, len(self.line), self.now())

    def now(self) -> float:
        return asyncio.get_running_loop().time()


async def _is_there(host: Host, prompt_id: str) -> bool:
    """Whether the server has this job in its line or behind it; one that does not answer is believed to."""
    client = host.server.client
    try:
        is_waited_for = (await client.queue()).ahead(prompt_id) is not None
        return is_waited_for or await client.history(prompt_id) is not None
    except FabulaError:
        return True
