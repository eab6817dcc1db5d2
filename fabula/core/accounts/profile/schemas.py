"""A person on the wire."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator

from fabula.core.accounts import tables
from fabula.core.accounts.person import Role
from fabula.core.accounts.words import DisplayName, Email, Language, NewPassword, Password


class Theme(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class User(BaseModel):
    """A person with an account."""

    id: str
    username: str
    email: str
    name: str
    role: Role
    language: str | None
    theme: Theme
    avatar_url: str | None
    created_at: datetime
    password_changed_at: datetime

    @classmethod
    def of(cls, row: tables.User, **more: Any) -> Self:
        version = row.avatar_version
        return cls(
            id=row.id,
            username=row.username,
            email=row.email,
            name=row.name,
            role=Role(row.role),
            language=row.language,
            theme=Theme(row.theme),
            avatar_url=f"/api/auth/avatars/{row.id}?v={version}" if version else None,
            created_at=row.created_at,
            password_changed_at=row.password_changed_at,
            **more,
        )


def _given(value: Any) -> Any:
    if value is None:
        raise ValueError("leave it out to keep it; it cannot be null")
    return value


Given = BeforeValidator(_given)


class ProfileChange(BaseModel):
    """What is left out stays; only the language may be null, which follows the browser."""

    name: Annotated[DisplayName | None, Given] = None
    email: Annotated[Email | None, Given] = None
    language: Language | None = None
    theme: Annotated[Theme | None, Given] = None


class PasswordChange(BaseModel):
    """The current password proves that it is really you."""

    current_password: Password
    new_password: NewPassword
