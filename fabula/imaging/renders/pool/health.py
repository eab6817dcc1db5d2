"""Looks after the servers: who answers, what they can run, and what others do there."""

import asyncio
import logging
from collections.abc import Callable

from fabula.core.background import Background
from fabula.core.errors import FabulaError
from fabula.engines.comfy import ObjectInfo
from fabula.imaging.renders.pool.host import Host

log = logging.getLogger(__name__)

SOONEST_RETRY_S = 0.5
LATEST_RETRY_S = 30.0
RELEARN_S = 60.0


class Health:
    """One watch for each server; one that is away is asked again, less and less often."""

    def __init__(self, background: Background, changed: Callable[[], None], every_s: float) -> None:
        self._background = background
        self._changed = changed
        self._every_s = every_s
        self._watches: dict[Host, asyncio.Task[None]] = {}

    def watch(self, host: Host) -> None:
        self._watches[host] = self._background.start(self._forever(host), name=f"health of {host.server.name}")

    def forget(self, host: Host) -> None:
        self._watches.pop(host).cancel()

    async def _forever(self, host: Host) -> None:
        loop = asyncio.get_running_loop()
        retry_s, learnt_at = SOONEST_RETRY_S, -RELEARN_S
        while True:
            try:
                wants_to_learn = not host.is_there or loop.time() - learnt_at >= RELEARN_S
                info = await self._look(host, learn=wants_to_learn)
                learnt_at = loop.time() if info is not None else learnt_at
                retry_s, pause = SOONEST_RETRY_S, self._every_s
            except FabulaError as error:
                self._is_away(host, error)
                retry_s, pause = min(LATEST_RETRY_S, 2 * retry_s), retry_s
            await asyncio.sleep(pause)

    async def _look(self, host: Host, *, learn: bool) -> ObjectInfo | None:
        client = host.server.client
        info = await client.object_info(fresh=True) if learn else None
        look = await client.look()
        for orphan in list(host.orphans):
            await client.cancel(orphan)
            host.orphans.discard(orphan)
        if host.answered(info, look.foreign_running + look.foreign_pending):
            self._changed()
        return info

    def _is_away(self, host: Host, error: FabulaError) -> None:
        if host.is_there or not host.reason:
            log.warning("picture server %s: %s", host.server.name, error.message)
        host.is_away(error.message)
        self._changed()
