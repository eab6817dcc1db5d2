"""Where messages stand among those that answer the same one.

A message that was deleted alone is a bridge: what follows it counts among those that follow the message before it.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.play.chats.schemas import Branch
from fabula.play.chats.tables import MessageRow

_messages = cast(Table, MessageRow.__table__)
ALONE = Branch(index=1, count=1, previous_id=None, next_id=None)


def _places(*, of_roots: bool) -> Select[Any]:
    kid = _messages.alias("kid")
    parent = _messages.c.parent_id
    here = parent.is_(None) if of_roots else parent.in_(bindparam("parents", expanding=True))
    begin = select(_messages.c.id, parent.label("anchor"), _messages.c.deleted_at, _messages.c.is_bridge)
    found = begin.where(_messages.c.chat_id == bindparam("chat_id"), here).cte("kids", recursive=True)
    through = kid.c.chat_id == bindparam("chat_id"), kid.c.parent_id == found.c.id, found.c.is_bridge.is_(True)
    found = found.union_all(select(kid.c.id, found.c.anchor, kid.c.deleted_at, kid.c.is_bridge).where(*through))
    among: dict[str, Any] = {"partition_by": found.c.anchor, "order_by": found.c.id}
    placed = (
        select(
            found.c.id,
            func.row_number().over(**among).label("place"),
            func.count().over(partition_by=found.c.anchor).label("among"),
            func.lag(found.c.id).over(**among).label("before"),
            func.lead(found.c.id).over(**among).label("after"),
        )
        .where(found.c.deleted_at.is_(None))
        .subquery()
    )
    return select(placed).where(placed.c.id.in_(bindparam("wanted", expanding=True)))


_CHILDREN, _ROOTS = _places(of_roots=False), _places(of_roots=True)
_PARENTS = select(_messages.c.id, _messages.c.parent_id, _messages.c.is_bridge).where(
    _messages.c.id.in_(bindparam("ids", expanding=True))
)


async def branches_of(
    session: AsyncSession, chat_id: str, rows: Sequence[MessageRow], around: Collection[MessageRow] = ()
) -> dict[str, Branch]:
    """The places of these messages; `around` are rows that are known anyway, so that they are not looked up."""
    if not rows:
        return {}
    anchors = await _anchors(session, rows, around)
    found: dict[str, Branch] = {}
    parents = {anchor for anchor in anchors.values() if anchor is not None}
    given = {"chat_id": chat_id, "wanted": [row.id for row in rows]}
    if parents:
        found |= _read(await session.execute(_CHILDREN, given | {"parents": sorted(parents)}))
    if None in anchors.values():
        found |= _read(await session.execute(_ROOTS, given))
    return found


def _read(result: Any) -> dict[str, Branch]:
    return {
        row.id: Branch(index=row.place, count=row.among, previous_id=row.before, next_id=row.after) for row in result
    }


async def _anchors(
    session: AsyncSession, rows: Sequence[MessageRow], around: Collection[MessageRow]
) -> Mapping[str, str | None]:
    """The message that each of these follows, bridges left out."""
    known = {row.id: (row.parent_id, row.is_bridge) for row in (*around, *rows)}
    anchors = {row.id: row.parent_id for row in rows}
    while True:
        unknown = {anchor for anchor in anchors.values() if anchor is not None and anchor not in known}
        if unknown:
            looked_up = await session.execute(_PARENTS, {"ids": sorted(unknown)})
            known |= {row.id: (row.parent_id, row.is_bridge) for row in looked_up}
        bridged = {id_: known[anchor][0] for id_, anchor in anchors.items() if anchor in known and known[anchor][1]}
        if not bridged:
            return anchors
        anchors |= bridged
