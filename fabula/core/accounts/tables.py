"""Tables of accounts."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.dialects.mysql import MEDIUMBLOB, VARCHAR
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeEngine

from fabula.core.clock import now
from fabula.core.db import Base, Json, Moment, Row

MAX_AVATAR_BYTES = 1_000_000


def exact(length: int) -> TypeEngine[str]:
    """Text that is compared letter by letter; MariaDB alone would fold case and accents."""
    return String(length).with_variant(VARCHAR(length, collation="utf8mb4_bin"), "mysql")


def owner() -> Any:
    return mapped_column(String(36), ForeignKey("users.id", ondelete="CASCADE"), index=True)


class User(Row, Base):
    """A person with an account; `founder` is set on the very first one, and only one row may have it."""

    __tablename__ = "users"

    username: Mapped[str] = mapped_column(String(40))
    username_key: Mapped[str] = mapped_column(exact(160), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(exact(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    search: Mapped[str] = mapped_column(exact(800))
    role: Mapped[str] = mapped_column(String(10), index=True)
    language: Mapped[str | None] = mapped_column(String(35))
    theme: Mapped[str] = mapped_column(String(10), default="system")
    password_hash: Mapped[str] = mapped_column(String(255))
    password_changed_at: Mapped[datetime] = mapped_column(Moment, default=now)
    avatar_version: Mapped[str | None] = mapped_column(String(36))
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    founder: Mapped[bool | None] = mapped_column(unique=True)


class Avatar(Base):
    """The picture of a person, ready to be sent."""

    __tablename__ = "avatars"

    user_id: Mapped[str] = mapped_column(String(36), ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[str] = mapped_column(String(36))
    content: Mapped[bytes] = mapped_column(LargeBinary(MAX_AVATAR_BYTES).with_variant(MEDIUMBLOB, "mysql"))


class Session(Row, Base):
    """One sign-in on one device; `generation` counts how often its refresh token was exchanged."""

    __tablename__ = "sessions"

    user_id: Mapped[str] = owner()
    generation: Mapped[int] = mapped_column(default=1)
    rotated_at: Mapped[datetime] = mapped_column(Moment, default=now)
    device: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(String(45))
    seen_at: Mapped[datetime] = mapped_column(Moment, default=now)
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)


class ApiKey(Row, Base):
    """A key that lets a program act for a person; only its fingerprint is kept."""

    __tablename__ = "api_keys"

    user_id: Mapped[str] = owner()
    name: Mapped[str] = mapped_column(String(80))
    prefix: Mapped[str] = mapped_column(String(16))
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime | None] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class Registration(Row, Base):
    """The admin's choice of who may make an account: at most one row."""

    __tablename__ = "registration"

    mode: Mapped[str] = mapped_column(String(10))


class Invitation(Row, Base):
    """A code that lets somebody make an account; only its fingerprint is kept."""

    __tablename__ = "invitations"

    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    note: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(10))
    uses_left: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(Moment)
    created_by: Mapped[str | None] = mapped_column(String(36), ForeignKey("users.id", ondelete="SET NULL"))


class AuditEntry(Row, Base):
    """Who did what to whom; names are copied, so that the entry outlives the account."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index(None, "actor_id", "id"),
        Index(None, "action", "id"),
        Index(None, "subject_id", "id"),
        Index(None, "created_at"),
    )

    actor_id: Mapped[str | None] = mapped_column(String(36))
    actor_name: Mapped[str] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[str | None] = mapped_column(String(36))
    subject: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(45))
    details: Mapped[dict[str, Any]] = mapped_column(Json)


class Attempt(Row, Base):
    """One try that counts against a limit for a while."""

    __tablename__ = "attempts"
    __table_args__ = (Index(None, "counter", "created_at"), Index(None, "created_at"))

    counter: Mapped[str] = mapped_column(String(64))
