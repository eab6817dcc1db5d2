"""Puts the parts of this room together."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from fabula.core.background import Background
from fabula.core.db import Database
from fabula.core.events import Bus
from fabula.core.settings import Settings
from fabula.core.vault import Vault
from fabula.core.web import Router
from fabula.engines.gpu import Arbiter, News, Nvml, Rules, Services, has_driver
from fabula.engines.registry import channels, gpu, servers, states
from fabula.engines.registry.gpu.services import services_of
from fabula.engines.registry.live.telling import Announcer
from fabula.engines.registry.models import endpoints as models
from fabula.engines.registry.models.answers import Answers
from fabula.engines.registry.models.choices import Choices
from fabula.engines.registry.models.pulling import PullKind
from fabula.engines.registry.room import EngineRoom
from fabula.engines.registry.states import EngineStates
from fabula.engines.registry.trials import Trials

routers: list[Router] = [channels.router, servers.router, models.router, gpu.router, states.router]


def build_registry(settings: Settings, database: Database, background: Background, bus: Bus) -> tuple[object, ...]:
    """The objects of this room, to be handed out with `provide`."""
    vault, news = Vault(settings), News()
    services = services_of(settings, background, news)
    gauge = Nvml() if has_driver() else None
    arbiter = Arbiter(Rules.of(settings), background, gauge=gauge, keeper=services, news=news)
    room = EngineRoom(database, background, settings, vault, arbiter)
    choices = Choices(database, settings, room.text, room.catalogue)
    states_now, announcer = EngineStates(room, arbiter), Announcer(bus, news)
    room.on_change(states_now.forget)
    room.on_change(announcer.engines_changed)
    trials = Trials(background)
    parts = (vault, services, arbiter, room, choices, Answers(settings), PullKind(room), states_now, announcer, trials)
    return parts if gauge is None else (*parts, gauge)


@asynccontextmanager
async def registry_open(parts: Mapping[type, Any]) -> AsyncGenerator[None]:
    """From when the database is ready until nobody needs an engine any more."""
    arbiter: Arbiter = parts[Arbiter]
    room: EngineRoom = parts[EngineRoom]
    services: Services = parts[Services]
    announcer: Announcer = parts[Announcer]
    arbiter.start()
    await room.open()
    try:
        yield
    finally:
        announcer.close()
        arbiter.close()
        await room.close()
        await services.close()
        if (gauge := parts.get(Nvml)) is not None:
            gauge.close()
