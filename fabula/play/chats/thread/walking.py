"""Walking the tree of messages: from a message towards its root, and from a message to the newest end below it."""

from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import CTE, Table, bindparam, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.play.chats.tables import MessageRow

_messages = cast(Table, MessageRow.__table__)
FARTHEST = 1_000_000


class Step(NamedTuple):
    """One message on the way, without its text."""

    id: str
    parent_id: str | None
    depth: int
    is_deleted: bool


def _upward() -> CTE:
    """The path from `start` towards the root: at most so many steps, and none above a depth."""
    up = _messages.alias("up")
    here = _messages.c.id == bindparam("start"), _messages.c.chat_id == bindparam("chat_id")
    path = select(_messages.c.id, _messages.c.parent_id, _messages.c.depth, literal(1).label("step")).where(*here)
    walked = path.cte("path", recursive=True)
    further = walked.c.step < bindparam("steps"), walked.c.depth > bindparam("above") + 1
    return walked.union_all(
        select(up.c.id, up.c.parent_id, up.c.depth, walked.c.step + 1).where(up.c.id == walked.c.parent_id, *further)
    )


_path = _upward()
_ROWS_UP = select(MessageRow).join(_path, _path.c.id == MessageRow.id).order_by(MessageRow.depth.desc())
_STEPS_UP = (
    select(_messages.c.id, _messages.c.parent_id, _messages.c.depth, _messages.c.deleted_at.is_not(None))
    .join(_path, _path.c.id == _messages.c.id)
    .order_by(_messages.c.depth.desc())
)


async def rows_up(session: AsyncSession, chat_id: str, start: str, steps: int) -> Sequence[MessageRow]:
    """Messages from this one towards the root, deleted ones too."""
    given = {"start": start, "chat_id": chat_id, "steps": steps, "above": 0}
    return (await session.scalars(_ROWS_UP, given)).all()


async def steps_up(session: AsyncSession, chat_id: str, start: str, *, above: int = 0) -> list[Step]:
    """The way from this message up to the one just below a depth."""
    given = {"start": start, "chat_id": chat_id, "steps": FARTHEST, "above": above}
    return [Step(*row) for row in await session.execute(_STEPS_UP, given)]


def _downward() -> CTE:
    """From `start` down, always to the newest message that is still there or leads to one."""
    down = _messages.alias("down")
    newest = _messages.alias("newest")
    begin = select(_messages.c.id, _messages.c.depth).where(_messages.c.id == bindparam("start"))
    walked = begin.cte("way", recursive=True)
    goes_on = newest.c.deleted_at.is_(None) | newest.c.is_bridge.is_(True)
    chosen = (
        select(newest.c.id)
        .where(newest.c.chat_id == bindparam("chat_id"), newest.c.parent_id == walked.c.id, goes_on)
        .order_by(newest.c.id.desc())
        .limit(1)
        .correlate(walked)
        .scalar_subquery()
    )
    return walked.union_all(select(down.c.id, down.c.depth).select_from(walked).join(down, down.c.id == chosen))


_way = _downward()
_END = (
    select(_messages.c.id)
    .join(_way, _way.c.id == _messages.c.id)
    .where(_messages.c.deleted_at.is_(None))
    .order_by(_messages.c.depth.desc())
    .limit(1)
)


async def newest_end(session: AsyncSession, chat_id: str, start: str) -> str | None:
    """The last message of the newest branch that goes through this one."""
    return cast("str | None", await session.scalar(_END, {"start": start, "chat_id": chat_id}))


async def below(session: AsyncSession, chat_id: str, start: str) -> list[tuple[str, Any]]:
    """Everything that follows a message, itself included, with when it was deleted."""
    kid = _messages.alias("kid")
    begin = select(_messages.c.id).where(_messages.c.id == start, _messages.c.chat_id == chat_id)
    walked = begin.cte("tree", recursive=True)
    walked = walked.union_all(select(kid.c.id).where(kid.c.chat_id == chat_id, kid.c.parent_id == walked.c.id))
    found = select(_messages.c.id, _messages.c.deleted_at).join(walked, walked.c.id == _messages.c.id)
    return [(row.id, row.deleted_at) for row in await session.execute(found)]
