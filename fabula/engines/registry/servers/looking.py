"""How picture servers are: asked together, each for a short time."""

import asyncio
from collections.abc import Sequence

from fabula.core.errors import ErrorInfo, FabulaError, Unavailable
from fabula.engines.comfy import Look
from fabula.engines.registry.live.tenants import MEGABYTE
from fabula.engines.registry.room import EngineRoom
from fabula.engines.registry.servers.schemas import ServerCard, ServerNow
from fabula.engines.registry.tables import ServerRow

PATIENCE_S = 4.0


async def look_at(rows: Sequence[ServerRow], room: EngineRoom) -> list[ServerNow]:
    """Every server of these rows, in their order."""
    return list(await asyncio.gather(*(_look(row, room) for row in rows)))


async def _look(row: ServerRow, room: EngineRoom) -> ServerNow:
    server = room.pictures.server(row.id)
    if not row.enabled:
        return _silent("off", None)
    if (trouble := room.unusable_because(row.id)) is not None:
        return _silent("away", trouble)
    if server is None:
        return _silent("idle", None)
    try:
        async with asyncio.timeout(PATIENCE_S):
            return _now(row, await server.client.look())
    except FabulaError as error:
        return _silent("away", error.body().error)
    except TimeoutError:
        return _silent("away", Unavailable(f"{row.name} did not answer within {PATIENCE_S:g} s.").body().error)


def _now(row: ServerRow, look: Look) -> ServerNow:
    running = len(look.queue.running)
    return ServerNow(
        state="draining" if row.draining else "busy" if running else "ready",
        version=look.stats.version,
        cards=[
            ServerCard(name=card.name, total_mb=card.vram_total // MEGABYTE, free_mb=card.vram_free // MEGABYTE)
            for card in look.stats.devices
        ],
        running=running,
        waiting=len(look.queue.pending),
        foreign=look.foreign_running + look.foreign_pending,
        error=None,
    )


def _silent(state: str, error: ErrorInfo | None) -> ServerNow:
    return ServerNow.model_validate(
        {"state": state, "version": "", "cards": [], "running": 0, "waiting": 0, "foreign": 0, "error": error}
    )
