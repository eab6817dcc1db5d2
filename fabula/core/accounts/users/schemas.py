"""People on the wire, as admins see them."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel

from fabula.core.accounts import tables
from fabula.core.accounts.person import Role
from fabula.core.accounts.profile.schemas import Given, User
from fabula.core.accounts.words import DisplayName, Email, NewPassword, Username


class AdminUser(User):
    """A person, and what only admins see."""

    disabled: bool
    seen_at: datetime | None
    sessions: int

    @classmethod
    def seen(cls, row: tables.User, sessions: int) -> Self:
        return cls.of(row, disabled=row.disabled_at is not None, seen_at=row.seen_at, sessions=sessions)


class Names(BaseModel):
    """What a person signs in as, and the name to be shown, if one was chosen; both are empty for nobody."""

    username: str
    name: str


class UserSummary(BaseModel):
    """How many people there are."""

    total: int
    admins: int
    users: int
    disabled: int


class NewUser(BaseModel):
    """Whom to make an account for; without a password one is made up."""

    username: Username
    email: Email
    password: NewPassword | None = None
    role: Role = Role.USER


class MadeUser(BaseModel):
    """The new account; the password is told once, if it was made up."""

    user: AdminUser
    password: str | None


class UserChange(BaseModel):
    """What is left out stays."""

    role: Annotated[Role | None, Given] = None
    disabled: Annotated[bool | None, Given] = None
    name: Annotated[DisplayName | None, Given] = None
    email: Annotated[Email | None, Given] = None


class TemporaryPassword(BaseModel):
    """A password that is told once."""

    password: str
