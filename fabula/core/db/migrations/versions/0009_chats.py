"""Chats: a tree of messages with all their versions, folders, attachments, shares."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.mysql import LONGTEXT

from fabula.core.db.base import Json, Moment

revision = "0009"
down_revision = "0008"

LONG = sa.Text().with_variant(LONGTEXT, "mysql")


def text(name: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def born() -> tuple[sa.Column[str], sa.Column[Any]]:
    return sa.Column("id", sa.String(36), primary_key=True), sa.Column("created_at", Moment, nullable=False)


def of(table: str, column: str, other: str, after: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}", ondelete=after)


def upgrade() -> None:
    _folders()
    _chats()
    _messages()
    _versions()
    _attachments()
    _shares()


def _folders() -> None:
    op.create_table(
        "chat_folders",
        *born(),
        text("owner_id", 36),
        text("name", 80),
        sa.Column("place", sa.Integer, nullable=False),
        of("chat_folders", "owner_id", "users"),
    )
    op.create_index("ix_chat_folders_owner_id_place", "chat_folders", ["owner_id", "place"])


def _chats() -> None:
    op.create_table(
        "chats",
        *born(),
        text("owner_id", 36),
        text("title", 200),
        text("titled_by", 10),
        text("folder_id", 36, nullable=True),
        sa.Column("is_pinned", sa.Boolean, nullable=False),
        sa.Column("is_archived", sa.Boolean, nullable=False),
        sa.Column("active_at", Moment, nullable=False),
        sa.Column("deleted_at", Moment, nullable=True),
        text("leaf_id", 36, nullable=True),
        text("run_id", 36, nullable=True),
        text("snippet", 200),
        text("channel_id", 36, nullable=True),
        text("model", 200, nullable=True),
        sa.Column("system_prompt", LONG, nullable=False),
        sa.Column("parameters", Json, nullable=False),
        text("persona_id", 36, nullable=True),
        sa.Column("web_search", sa.Boolean, nullable=False),
        text("forked_from", 36, nullable=True),
        of("chats", "owner_id", "users"),
        of("chats", "folder_id", "chat_folders", "SET NULL"),
    )
    op.create_index("ix_chats_owner_id_active_at", "chats", ["owner_id", "active_at", "id"])
    op.create_index("ix_chats_folder_id", "chats", ["folder_id"])
    op.create_index("ix_chats_deleted_at", "chats", ["deleted_at"])


def _messages() -> None:
    op.create_table(
        "chat_messages",
        *born(),
        text("owner_id", 36),
        text("chat_id", 36),
        text("parent_id", 36, nullable=True),
        sa.Column("depth", sa.Integer, nullable=False),
        text("key", 64, nullable=True),
        text("author", 10),
        text("state", 10),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("content", LONG, nullable=False),
        sa.Column("thinking", LONG, nullable=False),
        sa.Column("edited_at", Moment, nullable=True),
        sa.Column("deleted_at", Moment, nullable=True),
        sa.Column("is_bridge", sa.Boolean, nullable=False),
        text("run_id", 36, nullable=True),
        text("drawing_id", 36, nullable=True),
        text("channel_id", 36, nullable=True),
        text("model", 200, nullable=True),
        sa.Column("usage", Json, nullable=True),
        sa.Column("search", Json, nullable=True),
        sa.Column("error", Json, nullable=True),
        sa.Column("demo", sa.Boolean, nullable=False),
        of("chat_messages", "owner_id", "users"),
        of("chat_messages", "chat_id", "chats"),
        sa.UniqueConstraint("owner_id", "key", name="uq_chat_messages_owner_id_key"),
    )
    op.create_index("ix_chat_messages_chat_id_id", "chat_messages", ["chat_id", "id"])
    op.create_index("ix_chat_messages_chat_id_parent_id", "chat_messages", ["chat_id", "parent_id"])
    op.create_index("ix_chat_messages_owner_id_id", "chat_messages", ["owner_id", "id"])
    op.create_index("ix_chat_messages_run_id", "chat_messages", ["run_id"])


def _versions() -> None:
    op.create_table(
        "chat_message_versions",
        sa.Column("message_id", sa.String(36), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("created_at", Moment, nullable=False),
        text("cause", 10),
        sa.Column("content", LONG, nullable=False),
        of("chat_message_versions", "message_id", "chat_messages"),
    )


def _attachments() -> None:
    op.create_table(
        "chat_attachments",
        *born(),
        text("owner_id", 36),
        text("message_id", 36, nullable=True),
        text("asset_id", 36),
        sa.Column("place", sa.Integer, nullable=False),
        text("kind", 10),
        text("name", 200),
        sa.Column("text", LONG, nullable=False),
        sa.Column("pages", sa.Integer, nullable=True),
        of("chat_attachments", "owner_id", "users"),
        of("chat_attachments", "message_id", "chat_messages"),
        of("chat_attachments", "asset_id", "assets"),
    )
    op.create_index("ix_chat_attachments_message_id", "chat_attachments", ["message_id"])
    op.create_index("ix_chat_attachments_owner_id_id", "chat_attachments", ["owner_id", "id"])
    op.create_index("ix_chat_attachments_asset_id", "chat_attachments", ["asset_id"])


def _shares() -> None:
    op.create_table(
        "chat_shares",
        *born(),
        text("owner_id", 36),
        text("chat_id", 36),
        text("leaf_id", 36),
        text("token", 64),
        of("chat_shares", "owner_id", "users"),
        of("chat_shares", "chat_id", "chats"),
        sa.UniqueConstraint("token", name="uq_chat_shares_token"),
    )
    op.create_index("ix_chat_shares_chat_id", "chat_shares", ["chat_id"])


def downgrade() -> None:
    for table in ("shares", "attachments", "message_versions", "messages"):
        op.drop_table(f"chat_{table}")
    op.drop_table("chats")
    op.drop_table("chat_folders")
