"""Reading and setting limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from sqlalchemy import String, Table, bindparam, column, delete, literal, select, table, union_all
from sqlalchemy.dialects.mysql import insert as mysql_insert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import Role, UserId
from fabula.core.errors import NotFound
from fabula.core.limits.tables import PersonLimit, RoleLimit, Turn
from fabula.core.limits.uses import Use

users = table("users", column("id", String), column("role", String), column("username", String))

# Built once, of columns: making a statement costs more than running it, and this one runs with every start.
_own, _of_role = cast(Table, PersonLimit.__table__).c, cast(Table, RoleLimit.__table__).c
_LIMITS_OF = union_all(
    select(_own.what, _own.amount, literal(True).label("is_own")).where(_own.owner_id == bindparam("owner")),
    select(_of_role.what, _of_role.amount, literal(False))
    .join(users, users.c.role == _of_role.role)
    .where(users.c.id == bindparam("owner")),
)


@dataclass(frozen=True, slots=True)
class Limit:
    """How much a person may use of something (None: as much as they like), and what their role alone would say."""

    amount: int | None = None
    of_role: int | None = None
    is_own: bool = False


async def limits_of(session: AsyncSession, owner: UserId) -> Mapping[Use, Limit]:
    """All limits of a person: their own, else their role's."""
    rows = (await session.execute(_LIMITS_OF, {"owner": owner})).all()
    of_role = {what: amount for what, amount, is_own in rows if not is_own}
    own = {what: amount for what, amount, is_own in rows if is_own}
    return {use: Limit(own.get(use, of_role.get(use)), of_role.get(use), use in own) for use in Use}


async def limits_of_roles(session: AsyncSession) -> Mapping[Role, Mapping[Use, int]]:
    found: dict[Role, dict[Use, int]] = {role: {} for role in Role}
    for row in await session.scalars(select(RoleLimit)):
        found[Role(row.role)][Use(row.what)] = row.amount
    return found


async def limit_role(session: AsyncSession, role: Role, use: Use, amount: int | None) -> None:
    """From now on for everybody of this role who has no limit of their own; None takes it away."""
    await session.execute(delete(RoleLimit).where(RoleLimit.role == role, RoleLimit.what == use))
    if amount is not None:
        session.add(RoleLimit(role=role, what=use, amount=amount))
    await session.flush()


async def limit_person(session: AsyncSession, owner: str, use: Use, amount: int | None) -> None:
    """A limit of their own; None lets them use as much as they like, whatever their role says."""
    await follow_role(session, owner, use)
    session.add(PersonLimit(owner_id=owner, what=use, amount=amount))
    await session.flush()


async def follow_role(session: AsyncSession, owner: str, use: Use) -> None:
    """No limit of their own any more."""
    await session.execute(delete(PersonLimit).where(PersonLimit.owner_id == owner, PersonLimit.what == use))


async def username_of(session: AsyncSession, owner: str) -> str:
    found: str | None = await session.scalar(select(users.c.username).where(users.c.id == owner))
    if found is None:
        raise NotFound("There is no such person.")
    return found


async def take_turn(session: AsyncSession, owner: UserId) -> None:
    """Until this transaction ends, nobody else counts what this person uses in order to start something."""
    dialect = session.get_bind().dialect.name
    if dialect == "sqlite":
        return  # its writers stand in one line already
    if dialect == "mysql":
        held = mysql_insert(Turn).values(owner_id=owner)
        await session.execute(held.on_duplicate_key_update(owner_id=owner))
        return
    taken = postgresql_insert(Turn).values(owner_id=owner)
    await session.execute(taken.on_conflict_do_update(index_elements=[Turn.owner_id], set_={"owner_id": owner}))
