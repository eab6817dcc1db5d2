"""Accounts."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.mysql import VARCHAR

from fabula.core.db.base import Json, Moment

revision = "0001"
down_revision = None

TABLES = ("attempts", "audit_entries", "registration", "invitations", "sessions", "api_keys", "avatars", "users")


def text(name: str, length: int, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length), nullable=more.pop("nullable", False), **more)


def exact(name: str, length: int) -> sa.Column[Any]:
    folded = sa.String(length).with_variant(VARCHAR(length, collation="utf8mb4_bin"), "mysql")
    return sa.Column(name, folded, nullable=False)


def moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, Moment, nullable=nullable)


def row() -> tuple[sa.Column[Any], ...]:
    return text("id", 36, primary_key=True), moment("created_at")


def person(table: str, name: str = "user_id", ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], ["users.id"], name=f"fk_{table}_{name}_users", ondelete=ondelete)


def unique(table: str, name: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(name, name=f"uq_{table}_{name}")


def index(table: str, *names: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(names)}", table, names)


def upgrade() -> None:
    people()
    credentials()
    joining()
    records()


def people() -> None:
    op.create_table(
        "users",
        *row(),
        text("username", 40),
        exact("username_key", 160),
        text("email", 254),
        exact("email_key", 254),
        text("name", 80),
        exact("search", 800),
        text("role", 10),
        text("language", 35, nullable=True),
        text("theme", 10),
        text("password_hash", 255),
        moment("password_changed_at"),
        text("avatar_version", 36, nullable=True),
        moment("disabled_at", nullable=True),
        moment("seen_at", nullable=True),
        sa.Column("founder", sa.Boolean, nullable=True),
        unique("users", "username_key"),
        unique("users", "email_key"),
        unique("users", "founder"),
    )
    index("users", "role")
    op.create_table(
        "avatars",
        text("user_id", 36, primary_key=True),
        text("version", 36),
        sa.Column("content", sa.LargeBinary(1_000_000), nullable=False),
        person("avatars"),
    )


def credentials() -> None:
    op.create_table(
        "sessions",
        *row(),
        text("user_id", 36),
        sa.Column("generation", sa.Integer, nullable=False),
        moment("rotated_at"),
        text("device", 80),
        text("kind", 10),
        text("address", 45),
        moment("seen_at"),
        moment("expires_at"),
        person("sessions"),
    )
    index("sessions", "user_id")
    index("sessions", "expires_at")
    op.create_table(
        "api_keys",
        *row(),
        text("user_id", 36),
        text("name", 80),
        text("prefix", 16),
        text("fingerprint", 64),
        moment("expires_at", nullable=True),
        moment("used_at", nullable=True),
        person("api_keys"),
        unique("api_keys", "fingerprint"),
    )
    index("api_keys", "user_id")


def joining() -> None:
    op.create_table("registration", *row(), text("mode", 10))
    op.create_table(
        "invitations",
        *row(),
        text("fingerprint", 64),
        text("note", 200),
        text("role", 10),
        sa.Column("uses_left", sa.Integer, nullable=False),
        moment("expires_at"),
        text("created_by", 36, nullable=True),
        person("invitations", "created_by", "SET NULL"),
        unique("invitations", "fingerprint"),
    )


def records() -> None:
    op.create_table(
        "audit_entries",
        *row(),
        text("actor_id", 36, nullable=True),
        text("actor_name", 40),
        text("action", 60),
        text("subject_id", 36, nullable=True),
        text("subject", 200),
        text("address", 45),
        sa.Column("details", Json, nullable=False),
    )
    for name in ("actor_id", "action", "subject_id"):
        index("audit_entries", name, "id")
    index("audit_entries", "created_at")
    op.create_table("attempts", *row(), text("counter", 64))
    index("attempts", "counter", "created_at")
    index("attempts", "created_at")


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
