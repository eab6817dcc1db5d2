"""Limits over HTTP: one's own for everybody, everybody's for admins."""

from typing import Annotated

from pydantic import JsonValue
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import AdminOnly, CurrentAdmin, CurrentUser, ForeignOrigin, NotSignedIn, Role, UserId, audit
from fabula.core.errors import NotFound, responses
from fabula.core.events import Bus, names, tell_changed
from fabula.core.ids import RowId
from fabula.core.limits.limits import Limits
from fabula.core.limits.queries import (
    follow_role,
    limit_person,
    limit_role,
    limits_of,
    limits_of_roles,
    username_of,
)
from fabula.core.limits.schemas import NewLimit, RoleLimit, RoleLimits, Standing, Standings
from fabula.core.limits.uses import Use
from fabula.core.web import Reading, Router, Writing, part

router = Router(tags=["limits"], responses=responses(NotSignedIn))

TheLimits = Annotated[Limits, part(Limits)]
TheBus = Annotated[Bus, part(Bus)]
ADMIN = responses(AdminOnly, ForeignOrigin)


@router.get("/api/limits")
async def list_my_limits(person: CurrentUser, session: Reading, limits: TheLimits) -> Standings:
    """What I use and may use."""
    return await _standings(session, limits, person.id)


@router.get("/api/admin/limits/roles", responses=responses(AdminOnly))
async def list_role_limits(admin: CurrentAdmin, session: Reading) -> RoleLimits:
    """How much each role may use."""
    found = await limits_of_roles(session)
    return RoleLimits(items=[RoleLimit(role=role, use=use, limit=found[role].get(use)) for role in Role for use in Use])


@router.put("/api/admin/limits/roles/{role}/{use}", responses=ADMIN)
async def change_role_limit(
    role: Role, use: Use, body: NewLimit, admin: CurrentAdmin, session: Writing, bus: TheBus
) -> RoleLimit:
    """Limit everybody of a role who has no limit of their own; it counts from now on."""
    before = (await limits_of_roles(session))[role].get(use)
    await limit_role(session, role, use, body.limit)
    details: dict[str, JsonValue] = {"role": role, "use": use, "from": before, "to": body.limit}
    await audit(session, admin, "limit.role_changed", subject=role, details=details)
    _tell(session, bus, names.HOUSE)
    return RoleLimit(role=role, use=use, limit=body.limit)


@router.get("/api/admin/limits/people/{user_id}", responses=responses(AdminOnly, NotFound))
async def list_person_limits(user_id: RowId, admin: CurrentAdmin, session: Reading, limits: TheLimits) -> Standings:
    """What a person uses and may use."""
    await username_of(session, user_id)
    return await _standings(session, limits, UserId(user_id))


@router.put("/api/admin/limits/people/{user_id}/{use}", responses=ADMIN | responses(NotFound))
async def change_person_limit(
    user_id: RowId, use: Use, body: NewLimit, admin: CurrentAdmin, session: Writing, limits: TheLimits, bus: TheBus
) -> Standing:
    """Give a person a limit of their own, or let them use as much as they like."""
    before = (await limits_of(session, UserId(user_id)))[use].amount
    username = await username_of(session, user_id)
    await limit_person(session, user_id, use, body.limit)
    details: dict[str, JsonValue] = {"use": use, "from": before, "to": body.limit}
    await audit(session, admin, "limit.changed", subject=username, subject_id=user_id, details=details)
    return await _told(session, bus, limits, UserId(user_id), use)


@router.delete("/api/admin/limits/people/{user_id}/{use}", responses=ADMIN | responses(NotFound))
async def follow_role_limit(
    user_id: RowId, use: Use, admin: CurrentAdmin, session: Writing, limits: TheLimits, bus: TheBus
) -> Standing:
    """Let the limit of their role count for a person again."""
    username = await username_of(session, user_id)
    await follow_role(session, user_id, use)
    await audit(session, admin, "limit.removed", subject=username, subject_id=user_id, details={"use": use})
    return await _told(session, bus, limits, UserId(user_id), use)


async def _standings(session: AsyncSession, limits: Limits, owner: UserId) -> Standings:
    found = await limits_of(session, owner)
    return Standings(items=[Standing.of(use, found[use], await limits.used(session, owner, use)) for use in Use])


async def _told(session: AsyncSession, bus: Bus, limits: Limits, owner: UserId, use: Use) -> Standing:
    _tell(session, bus, names.of_person(owner))
    limit = (await limits_of(session, owner))[use]
    return Standing.of(use, limit, await limits.used(session, owner, use))


def _tell(session: AsyncSession, bus: Bus, topic: str) -> None:
    tell_changed(session, bus, topic, "limits")
    tell_changed(session, bus, names.ADMIN, "limits", "audit")
