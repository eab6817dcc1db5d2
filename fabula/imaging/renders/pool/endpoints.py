"""The pool over HTTP, for admins."""

from typing import Annotated

from fabula.core.accounts import AdminOnly, CurrentAdmin, ForeignOrigin, NotSignedIn
from fabula.core.errors import responses
from fabula.core.web import Router, Writing, part
from fabula.imaging.renders.pool.host import Host
from fabula.imaging.renders.pool.pool import Pool
from fabula.imaging.renders.pool.schemas import PoolServer, PoolView
from fabula.imaging.renders.pool.switches import keep_paused

router = Router(
    prefix="/api/admin/renders/pool", tags=["renders"], responses=responses(NotSignedIn, AdminOnly, ForeignOrigin)
)

ThePool = Annotated[Pool, part(Pool)]


@router.get("")
async def get_pool(_admin: CurrentAdmin, pool: ThePool) -> PoolView:
    """The picture servers as they are this moment, and the line before them."""
    return _view(pool)


@router.post("/pause")
async def pause_pool(_admin: CurrentAdmin, session: Writing, pool: ThePool) -> PoolView:
    """Give out no more renders; what runs goes on. It stays paused over a restart."""
    return await _pause(session, pool, paused=True)


@router.post("/resume")
async def resume_pool(_admin: CurrentAdmin, session: Writing, pool: ThePool) -> PoolView:
    """Give out renders again."""
    return await _pause(session, pool, paused=False)


async def _pause(session: Writing, pool: Pool, *, paused: bool) -> PoolView:
    await keep_paused(session, paused)
    pool.pause(paused)
    return _view(pool)


def _view(pool: Pool) -> PoolView:
    servers = [_server(host, pool) for host in pool.hosts]
    return PoolView(
        paused=pool.is_paused, waiting=len(pool), running=sum(server.running for server in servers), servers=servers
    )


def _server(host: Host, pool: Pool) -> PoolServer:
    running = sum(each.since is not None for each in host.has.values())
    return PoolServer(
        id=host.id,
        name=host.server.name,
        demo=host.server.is_demo,
        is_there=host.is_there,
        takes_work=host.takes_work,
        draining=host.server.is_draining,
        benched=host.is_benched,
        reason=host.reason,
        ahead=host.server.ahead,
        running=running,
        waiting_there=len(host.has) - running,
        foreign=host.foreign,
        models=sorted(host.resident),
        pace=round(pool.times.pace(host.id), 3),
    )
