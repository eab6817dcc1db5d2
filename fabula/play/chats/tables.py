"""Tables of chats: a chat is a tree of messages, and nothing that a person wrote is ever overwritten."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.dialects.mysql import LONGTEXT
from sqlalchemy.orm import Mapped, mapped_column

from fabula.core.clock import now
from fabula.core.db import Base, Json, Moment, Row

# MariaDB's plain text ends at 64 kB.
Long = Text().with_variant(LONGTEXT, "mysql")


class Author(StrEnum):
    """Who speaks."""

    USER = "user"
    ASSISTANT = "assistant"


class MessageState(StrEnum):
    """Where a message stands; only replies are ever anything but done.

    writing ──► done | stopped | failed | cut      stopped, failed, cut ──► writing (continued)
    """

    WRITING = "writing"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    CUT = "cut"


class FolderRow(Row, Base):
    """A folder of chats."""

    __tablename__ = "chat_folders"
    __table_args__ = (Index("ix_chat_folders_owner_id_place", "owner_id", "place"),)

    owner_id: Mapped[str] = mapped_column(String(36), ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    place: Mapped[int]


class ChatRow(Row, Base):
    """One chat; `leaf_id` is the last message of the branch that is shown.

    `titled_by` is empty while the title only stands in, so that a model may find a better one; `run_id` is the newest
    reply or picture that is under way.
    """

    __tablename__ = "chats"
    __table_args__ = (
        Index("ix_chats_owner_id_active_at", "owner_id", "active_at", "id"),
        Index("ix_chats_folder_id", "folder_id"),
        Index("ix_chats_deleted_at", "deleted_at"),
    )

    owner_id: Mapped[str] = mapped_column(String(36), ForeignKey("users.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(200))
    titled_by: Mapped[str] = mapped_column(String(10), default="")
    folder_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("chat_folders.id", ondelete="SET NULL"))
    is_pinned: Mapped[bool] = mapped_column(default=False)
    is_archived: Mapped[bool] = mapped_column(default=False)
    active_at: Mapped[datetime] = mapped_column(Moment, default=now)
    deleted_at: Mapped[datetime | None] = mapped_column(Moment)
    leaf_id: Mapped[str | None] = mapped_column(String(36))
    run_id: Mapped[str | None] = mapped_column(String(36))
    snippet: Mapped[str] = mapped_column(String(200), default="")
    channel_id: Mapped[str | None] = mapped_column(String(36))
    model: Mapped[str | None] = mapped_column(String(200))
    system_prompt: Mapped[str] = mapped_column(Long, default="")
    parameters: Mapped[dict[str, Any]] = mapped_column(Json)
    persona_id: Mapped[str | None] = mapped_column(String(36))
    web_search: Mapped[bool] = mapped_column(default=False)
    forked_from: Mapped[str | None] = mapped_column(String(36))


class MessageRow(Row, Base):
    """One message of the tree, as it reads now; `version` is the number of its newest text.

    `depth` counts from 1 at a root. `drawing_id` is the run of imaging.images that draws this reply's pictures. A
    deleted message that is a bridge was deleted alone: what follows it stays, as if it followed what was before it.
    `key` is the sender's own mark, by which a second sending of the same is known.
    """

    __tablename__ = "chat_messages"
    __table_args__ = (
        Index("ix_chat_messages_chat_id_id", "chat_id", "id"),
        Index("ix_chat_messages_chat_id_parent_id", "chat_id", "parent_id"),
        UniqueConstraint("owner_id", "key", name="uq_chat_messages_owner_id_key"),
        Index("ix_chat_messages_owner_id_id", "owner_id", "id"),
        Index("ix_chat_messages_run_id", "run_id"),
    )

    owner_id: Mapped[str] = mapped_column(String(36), ForeignKey("users.id", ondelete="CASCADE"))
    chat_id: Mapped[str] = mapped_column(String(36), ForeignKey("chats.id", ondelete="CASCADE"))
    parent_id: Mapped[str | None] = mapped_column(String(36))
    depth: Mapped[int]
    key: Mapped[str | None] = mapped_column(String(64))
    author: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default=MessageState.DONE)
    version: Mapped[int] = mapped_column(default=1)
    content: Mapped[str] = mapped_column(Long)
    thinking: Mapped[str] = mapped_column(Long, default="")
    edited_at: Mapped[datetime | None] = mapped_column(Moment)
    deleted_at: Mapped[datetime | None] = mapped_column(Moment)
    is_bridge: Mapped[bool] = mapped_column(default=False)
    run_id: Mapped[str | None] = mapped_column(String(36))
    drawing_id: Mapped[str | None] = mapped_column(String(36))
    channel_id: Mapped[str | None] = mapped_column(String(36))
    model: Mapped[str | None] = mapped_column(String(200))
    usage: Mapped[dict[str, Any] | None] = mapped_column(Json)
    search: Mapped[dict[str, Any] | None] = mapped_column(Json)
    error: Mapped[dict[str, Any] | None] = mapped_column(Json)
    demo: Mapped[bool] = mapped_column(default=False)


class VersionRow(Base):
    """A text that a message had: appended, never changed. A message that was never changed has no rows here."""

    __tablename__ = "chat_message_versions"

    message_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("chat_messages.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    cause: Mapped[str] = mapped_column(String(10))
    content: Mapped[str] = mapped_column(Long)


class AttachmentRow(Row, Base):
    """A file beside a message: a picture to look at, or text to read; without a message until it is sent."""

    __tablename__ = "chat_attachments"
    __table_args__ = (
        Index("ix_chat_attachments_message_id", "message_id"),
        Index("ix_chat_attachments_owner_id_id", "owner_id", "id"),
        Index("ix_chat_attachments_asset_id", "asset_id"),
    )

    owner_id: Mapped[str] = mapped_column(String(36), ForeignKey("users.id", ondelete="CASCADE"))
    message_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("chat_messages.id", ondelete="CASCADE"))
    asset_id: Mapped[str] = mapped_column(String(36), ForeignKey("assets.id", ondelete="CASCADE"))
    place: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Long, default="")
    pages: Mapped[int | None]


class ShareRow(Row, Base):
    """A link by which anybody may read a chat up to one message, until it is taken back."""

    __tablename__ = "chat_shares"
    __table_args__ = (
        UniqueConstraint("token", name="uq_chat_shares_token"),
        Index("ix_chat_shares_chat_id", "chat_id"),
    )

    owner_id: Mapped[str] = mapped_column(String(36), ForeignKey("users.id", ondelete="CASCADE"))
    chat_id: Mapped[str] = mapped_column(String(36), ForeignKey("chats.id", ondelete="CASCADE"))
    leaf_id: Mapped[str] = mapped_column(String(36))
    token: Mapped[str] = mapped_column(String(64))
    is_named: Mapped[bool] = mapped_column(default=False)
