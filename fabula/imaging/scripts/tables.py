"""Tables of scripts and of their rows."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from fabula.core.db import Base, Json, Row


class RowState(StrEnum):
    """Where a row stands.

    waiting ──► running ──► done | failed | cancelled ──(tried again)──► waiting
    """

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ScriptRow(Row, Base):
    """One script: a stored table, how it is to be read, and how far it came.

    `how` is what the person chose; `read` counts the items that lie in `script_rows` until `is_read`.
    """

    __tablename__ = "scripts"
    __table_args__ = (Index("ix_scripts_owner_id_id", "owner_id", "id"),)

    owner_id: Mapped[str] = mapped_column(String(36), ForeignKey("users.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(200))
    asset_id: Mapped[str] = mapped_column(String(36))
    file_name: Mapped[str] = mapped_column(String(200))
    template: Mapped[str] = mapped_column(String(80))
    template_name: Mapped[str] = mapped_column(String(200))
    revision: Mapped[int]
    how: Mapped[dict[str, Any]] = mapped_column(Json)
    skip_bad: Mapped[bool] = mapped_column(default=False)
    round: Mapped[int] = mapped_column(default=0)
    run_id: Mapped[str | None] = mapped_column(String(36))
    is_read: Mapped[bool] = mapped_column(default=False)
    is_paused: Mapped[bool] = mapped_column(default=False)
    is_stopped: Mapped[bool] = mapped_column(default=False)
    read: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    bad: Mapped[int] = mapped_column(default=0)
    problems: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    done: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    cancelled: Mapped[int] = mapped_column(default=0)


class ItemRow(Base):
    """One picture of a script that is to be made; `render_id` is the newest render of it."""

    __tablename__ = "script_rows"
    __table_args__ = (Index("ix_script_rows_script_id_state_number", "script_id", "state", "number"),)

    script_id: Mapped[str] = mapped_column(String(36), ForeignKey("scripts.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line: Mapped[int]
    key: Mapped[str] = mapped_column(String(160))
    state: Mapped[str] = mapped_column(String(10), default=RowState.WAITING)
    template: Mapped[str] = mapped_column(String(200))
    values: Mapped[dict[str, Any]] = mapped_column(Json)
    priority: Mapped[str] = mapped_column(String(20))
    destination: Mapped[str] = mapped_column(String(500))
    server: Mapped[str] = mapped_column(String(80))
    persona: Mapped[str] = mapped_column(String(200))
    tries: Mapped[int] = mapped_column(default=0)
    render_id: Mapped[str | None] = mapped_column(String(36))
    reason: Mapped[str] = mapped_column(Text, default="")
