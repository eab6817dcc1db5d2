"""Rows of renders as people see them."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.runs import Runs
from fabula.imaging.renders.gallery import Picture, shown
from fabula.imaging.renders.orders.queries import pictures_of
from fabula.imaging.renders.orders.schemas import Priority, Render, RenderAttempt
from fabula.imaging.renders.pool import Pool
from fabula.imaging.renders.scheduling import Rank
from fabula.imaging.renders.tables import RenderRow


class Views:
    """Joins a render's row with its run, its pictures and the names of servers."""

    def __init__(self, runs: Runs, pool: Pool) -> None:
        self._runs = runs
        self._pool = pool

    async def of(self, session: AsyncSession, owner: UserId, rows: Sequence[RenderRow]) -> list[Render]:
        runs = await self._runs.find(session, owner, [row.id for row in rows])
        made: defaultdict[str, list[Picture]] = defaultdict(list)
        for picture in await shown(session, await pictures_of(session, rows)):
            made[picture.render_id].append(picture)
        return [
            Render(
                id=row.id,
                group_id=row.group_id,
                place=row.place,
                created_at=row.created_at,
                title=row.title,
                source=row.source,
                template=row.template,
                template_name=row.template_name,
                revision=row.revision,
                values=row.values,
                seed=row.seed,
                priority=_priority(row.rank),
                deadline=row.deadline,
                server=self._pool.name_of(row.server_id) if row.server_id else None,
                attempts=[
                    RenderAttempt(server=self._pool.name_of(each["server"]), cause=each["cause"], reason=each["reason"])
                    for each in row.attempts
                ],
                sent_at=row.sent_at,
                stored_at=row.stored_at,
                destination=row.destination,
                placed_at=row.placed_at,
                seconds=row.seconds,
                run=runs[row.id],
                pictures=made[row.id],
            )
            for row in rows
            if row.id in runs
        ]


def _priority(rank: int) -> Priority:
    return "interactive" if rank == Rank.INTERACTIVE else "batch"
