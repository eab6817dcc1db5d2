"""Signing in on the wire."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from fabula.core.accounts.profile.schemas import User
from fabula.core.accounts.registration.rules import Mode
from fabula.core.accounts.words import Email, NewPassword, Password, Username


class FrontDoorState(BaseModel):
    """Whether anybody has an account yet, and who may make one."""

    first_start: bool
    registration: Mode


class Newcomer(BaseModel):
    """Who wants an account."""

    username: Username
    email: Email
    password: NewPassword
    invitation: Annotated[str | None, Field(max_length=64)] = None


class Credentials(BaseModel):
    """User name or email address, and the password."""

    username: Annotated[str, Field(min_length=1, max_length=254)]
    password: Password


class SignedIn(BaseModel):
    """A short-lived access token and whose it is; the page gets the same in cookies."""

    access_token: str
    token_type: Literal["bearer"]
    user: User
