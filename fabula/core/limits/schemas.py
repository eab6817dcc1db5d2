"""Limits on the wire."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field

from fabula.core.accounts import Role
from fabula.core.limits.days import day_ends
from fabula.core.limits.queries import Limit
from fabula.core.limits.uses import Use

Amount = Annotated[int, Field(ge=0, le=2**53 - 1, strict=True)]


class Standing(BaseModel):
    """How much of something is used and allowed; without a limit there is none, and storage counts in bytes."""

    use: Use
    used: int
    limit: int | None
    of_role: int | None
    is_own: bool
    frees_at: datetime | None

    @classmethod
    def of(cls, use: Use, limit: Limit, used: int) -> Self:
        frees_at = day_ends() if use.is_daily else None
        return cls(
            use=use,
            used=used,
            limit=limit.amount,
            of_role=limit.of_role,
            is_own=limit.is_own,
            frees_at=frees_at,
        )


class Standings(BaseModel):
    """One for everything that is limited."""

    items: list[Standing]


class RoleLimit(BaseModel):
    """How much everybody of a role may use; null is as much as they like."""

    role: Role
    use: Use
    limit: int | None


class RoleLimits(BaseModel):
    """Every role with everything that is limited."""

    items: list[RoleLimit]


class NewLimit(BaseModel):
    """So much, or null: as much as they like."""

    limit: Amount | None
