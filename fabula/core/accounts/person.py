"""Who acts: the small value that every room passes around."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

UserId = NewType("UserId", str)


class Role(StrEnum):
    ADMIN = "admin"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in; `session_id` is empty when an API key speaks for them."""

    id: UserId
    username: str
    role: Role
    session_id: str | None
    address: str = field(default="", compare=False)

    @property
    def is_admin(self) -> bool:
        return self.role is Role.ADMIN
