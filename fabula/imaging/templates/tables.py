"""Tables of templates: what a person has, and every state that its workflow had."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fabula.core.clock import now
from fabula.core.db import Base, Json, Moment, Row


class TemplateRow(Row, Base):
    """One template; `revision` is the number of its newest state."""

    __tablename__ = "templates"
    __table_args__ = (
        Index("ix_templates_owner_id_id", "owner_id", "id"),
        Index("ix_templates_is_shared_id", "is_shared", "id"),
    )

    owner_id: Mapped[str] = mapped_column(String(36), ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(String(2000), default="")
    style: Mapped[str] = mapped_column(String(20))
    purpose: Mapped[str] = mapped_column(String(20))
    is_shared: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(Moment, default=now)


class RevisionRow(Row, Base):
    """One state of a template's graph and inputs; states are added, never changed."""

    __tablename__ = "template_revisions"
    __table_args__ = (UniqueConstraint("template_id", "number", name="uq_template_revisions_template_id_number"),)

    template_id: Mapped[str] = mapped_column(String(36), ForeignKey("templates.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column()
    reason: Mapped[str] = mapped_column(String(200))
    graph: Mapped[Any] = mapped_column(Json)
    inputs: Mapped[Any] = mapped_column(Json)
    outputs: Mapped[Any] = mapped_column(Json)
    notes: Mapped[Any] = mapped_column(Json)
