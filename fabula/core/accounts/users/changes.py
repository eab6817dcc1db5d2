"""What admins do to accounts; each act is in the audit log."""

from pydantic import JsonValue
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts.audit import audit
from fabula.core.accounts.people import locked_with_admins, rename, require_other_admin
from fabula.core.accounts.person import Person, Role
from fabula.core.accounts.sessions import signins
from fabula.core.accounts.tables import User
from fabula.core.accounts.users.schemas import UserChange
from fabula.core.clock import now


async def change(session: AsyncSession, admin: Person, user_id: str, wanted: UserChange) -> User:
    user, admins = await locked_with_admins(session, user_id)
    if wanted.role is not None and wanted.role != user.role:
        await _change_role(session, admin, user, wanted.role, admins)
    if wanted.disabled is not None and wanted.disabled != (user.disabled_at is not None):
        await _switch(session, admin, user, off=wanted.disabled, admins=admins)
    before: dict[str, JsonValue] = {"name": user.name, "email": user.email}
    await rename(session, user, name=wanted.name, email=wanted.email)
    after: dict[str, JsonValue] = {"name": user.name, "email": user.email}
    if before != after:
        fields: list[JsonValue] = [field for field in after if after[field] != before[field]]
        await _record(session, admin, "user.changed", user, {"fields": fields})
    return user


async def _change_role(session: AsyncSession, admin: Person, user: User, role: Role, admins: frozenset[str]) -> None:
    if role is not Role.ADMIN:
        require_other_admin(admins, user.id)
    before, user.role = user.role, role
    await _record(session, admin, "user.role_changed", user, {"from": before, "to": role})


async def _switch(session: AsyncSession, admin: Person, user: User, *, off: bool, admins: frozenset[str]) -> None:
    if off:
        require_other_admin(admins, user.id)
        await signins.end_all(session, user.id)
    user.disabled_at = now() if off else None
    await _record(session, admin, "user.disabled" if off else "user.enabled", user, {})


async def _record(session: AsyncSession, admin: Person, action: str, user: User, details: dict[str, JsonValue]) -> None:
    await session.flush()
    await audit(session, admin, action, subject=user.username, subject_id=user.id, details=details)
