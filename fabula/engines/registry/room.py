"""The engine room: keeps the live engines in step with what is set up, and says how they are."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress

from fabula.core.background import Background
from fabula.core.db import Database
from fabula.core.errors import ErrorInfo, FabulaError, Unavailable
from fabula.core.settings import Settings
from fabula.core.vault import Vault
from fabula.engines.gpu import Arbiter
from fabula.engines.registry.bringing import PAINTER, STORYTELLER, bring_in
from fabula.engines.registry.live import PictureServer, PictureServers, TextEngines
from fabula.engines.registry.live.demo import DemoAddresses, DemoEngines
from fabula.engines.registry.live.experience import Notebook
from fabula.engines.registry.live.planning import Planner, Unusable, plans_of
from fabula.engines.registry.models.catalogue import Catalogue
from fabula.engines.registry.models.usage import Usage
from fabula.engines.registry.rows import engines_of
from fabula.engines.registry.tables import ChannelRow, Origin, ServerRow

log = logging.getLogger(__name__)

RENEW_EVERY_S = 10.0
PATIENCE_S = 5.0


class EngineRoom:
    """Everything that can write or draw, as it is set up now."""

    def __init__(
        self, database: Database, background: Background, settings: Settings, vault: Vault, arbiter: Arbiter
    ) -> None:
        self._database = database
        self._background = background
        self._settings = settings
        self._planner = Planner(vault, settings.process_manager_api_url)
        self.usage = Usage(database, background)
        self._notebook = Notebook(arbiter, settings.data)
        self.text = TextEngines(arbiter, self._notebook, background, self.usage.note)
        self.pictures = PictureServers(arbiter, self._notebook, background)
        self.catalogue = Catalogue(self.text)
        self.unusable: tuple[Unusable, ...] = ()
        self._demo = DemoEngines(settings)
        self._wanted = asyncio.Event()
        self._renewing = asyncio.Lock()
        self._is_ready = asyncio.Event()
        self._is_closed = False
        self._life: set[asyncio.Task[None]] = set()
        self._renewed = asyncio.Event()
        self._told: object = None
        self._troubles: dict[str, ErrorInfo | None] = {}
        self._hearers: list[Callable[[], None]] = []

    async def open(self) -> None:
        """Begin; the engines themselves come a moment later, so that nobody waits for them at the start."""
        await self._notebook.open(self._background)
        self.usage.start()
        self._life = {
            self._background.start(self._keep_in_step(), name="engine room"),
            self._background.start(self._look_after(), name="health of engines"),
        }

    async def close(self) -> None:
        """Nothing is taken over any more; replies and pictures under way lose their connection."""
        self._is_closed = True
        for task in self._life:
            task.cancel()
        if self._life:
            await asyncio.wait(self._life)
        async with self._renewing:
            await self._notebook.write()
            await self.text.close()
            await self.pictures.close()
            await self._demo.close()
        await self.usage.write()

    async def ready(self) -> None:
        """Wait until the engines are there for the first time."""
        await self._is_ready.wait()

    def trouble_of(self, engine_id: str) -> ErrorInfo | None:
        """What hindered this engine when it was last asked, or keeps it from being asked at all."""
        return self.unusable_because(engine_id) or self._troubles.get(engine_id)

    def unusable_because(self, engine_id: str) -> ErrorInfo | None:
        """Why there is no such engine although it is switched on."""
        return next((each.trouble for each in self.unusable if each.id == engine_id), None)

    def on_change(self, act: Callable[[], None]) -> None:
        """Call this when engines came, went, or are in another state than before."""
        self._hearers.append(act)

    def renew_soon(self) -> None:
        """What is set up has changed."""
        self._wanted.set()

    async def renew(self) -> None:
        """Take over what is set up now."""
        async with self._renewing:
            if self._is_closed:
                return
            async with self._database.reading() as session:
                channels = [row for row in await engines_of(session, ChannelRow) if row.enabled]
                servers = [row for row in await engines_of(session, ServerRow) if row.enabled]
            demo = await self._demo_for(channels, servers)
            unusable: list[Unusable] = []
            self.text.renew(plans_of(channels, lambda row: self._planner.channel(row, demo.text), unusable))
            plans = plans_of(servers, lambda row: self._planner.server(row, demo.pictures), unusable)
            await self.pictures.renew(plans, frozenset(row.id for row in servers if row.draining))
            for each in unusable:
                if each not in self.unusable:
                    log.error("%s", each.trouble.message)
            self.unusable = tuple(unusable)
        self._is_ready.set()

    async def _keep_in_step(self) -> None:
        try:
            await bring_in(self._database, self._settings)
        except Exception:
            log.exception("the engines of the settings could not be brought in")
        while True:
            self._wanted.clear()
            try:
                await self.renew()
            except Exception:
                log.exception("the engines could not be taken over as they are set up")
            self._renewed.set()
            # Another process may have changed what is set up.
            await _rings(self._wanted, RENEW_EVERY_S)

    async def _look_after(self) -> None:
        """An engine that does not answer holds up the others in nothing, and never what is set up anew."""
        while True:
            await _rings(self._renewed, RENEW_EVERY_S)
            self._renewed.clear()
            try:
                await self._ask_how_they_are()
            except Exception:
                log.exception("the engines could not be asked how they are")
            self._tell_if_changed()

    def _shape(self) -> object:
        """What others would want to hear of, if it changes."""
        troubles = {key: trouble.message for key, trouble in self._troubles.items() if trouble}
        return [member.plan for member in self.text.members], self.pictures.shape(), self.unusable, troubles

    def _tell_if_changed(self) -> None:
        shape = self._shape()
        if shape != self._told:
            self._told = shape
            for hearer in self._hearers:
                hearer()

    async def _ask_how_they_are(self) -> None:
        listings = await self.catalogue.all()
        troubles = {listing.member.channel.id: listing.error for listing in listings}
        servers = self.pictures.current()
        for server, trouble in zip(servers, await asyncio.gather(*map(_trouble, servers)), strict=True):
            troubles[server.id] = trouble
        self._troubles = troubles

    async def _demo_for(self, channels: Sequence[ChannelRow], servers: Sequence[ServerRow]) -> DemoAddresses:
        """The storyteller is there beside others, always last; the painter only where nobody else draws."""
        if not self._settings.demo_engines:
            return DemoAddresses()
        draws = any(row.origin != Origin.BUILTIN for row in servers)
        text = any(row.id == STORYTELLER for row in channels)
        pictures = any(row.id == PAINTER for row in servers) and not draws
        return await self._demo.want(text=text, pictures=pictures)


async def _rings(event: asyncio.Event, within_s: float) -> None:
    """Wait for it, but not for longer than this."""
    with suppress(TimeoutError):
        async with asyncio.timeout(within_s):
            await event.wait()


async def _trouble(server: PictureServer) -> ErrorInfo | None:
    try:
        async with asyncio.timeout(PATIENCE_S):
            await server.client.queue()
    except FabulaError as error:
        return error.body().error
    except TimeoutError:
        return Unavailable(f"{server.name} did not answer within {PATIENCE_S:g} s.").body().error
    return None
