"""Asks and says what is hidden from whom."""

from collections.abc import Sequence
from enum import StrEnum
from typing import cast

from sqlalchemy import String, Table, bindparam, column, delete, func, select, table
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import Role, UserId
from fabula.core.errors import Invalid, NotFound
from fabula.core.visibility.tables import HiddenThing

MOST_HIDDEN = 2000

users = table("users", column("id", String), column("role", String))


class Thing(StrEnum):
    """What can be hidden: a model by its name, on whichever channel; a template by its id."""

    MODEL = "model"
    TEMPLATE = "template"


class HiddenFromYou(NotFound):
    """An admin keeps it from people of this role."""

    hint = "Choose another one, or ask an admin to open it to you."


# Built once, of columns: making a statement costs more than running it, and this one runs with many starts.
_things = cast(Table, HiddenThing.__table__)
_HIDDEN = (
    select(_things.c.name)
    .join(users, users.c.role == _things.c.role)
    .where(users.c.id == bindparam("owner"), _things.c.kind == bindparam("kind"))
)


async def hidden_from(session: AsyncSession, owner: UserId, kind: Thing) -> frozenset[str]:
    """The names of what this person neither sees nor uses."""
    return frozenset(await session.scalars(_HIDDEN, {"owner": owner, "kind": kind}))


async def require_visible(session: AsyncSession, owner: UserId, kind: Thing, name: str) -> None:
    """Raises HiddenFromYou if this person may not use it."""
    if name in await hidden_from(session, owner, kind):
        raise HiddenFromYou(f"This {kind} is not open to you.")


async def hide(session: AsyncSession, role: Role, kind: Thing, name: str) -> None:
    await show(session, role, kind, name)
    if (await session.scalar(select(func.count()).select_from(HiddenThing)) or 0) >= MOST_HIDDEN:
        raise Invalid(f"{MOST_HIDDEN} models and templates are hidden already; show some first.")
    session.add(HiddenThing(role=role, kind=kind, name=name))
    await session.flush()


async def show(session: AsyncSession, role: Role, kind: Thing, name: str) -> None:
    await session.execute(
        delete(HiddenThing).where(HiddenThing.role == role, HiddenThing.kind == kind, HiddenThing.name == name)
    )


async def everything_hidden(session: AsyncSession) -> Sequence[HiddenThing]:
    order = (HiddenThing.kind, HiddenThing.name)
    return (await session.scalars(select(HiddenThing).order_by(*order).limit(MOST_HIDDEN))).all()
