"""Tables of drawings, and what models said for them, so that no model is asked twice for the same."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fabula.core.db import Base, Json, Row


class DrawingRow(Row, Base):
    """One wish and everything that made its pictures; its id is the run's, and the group of its renders.

    `reference_id` and `mask_id` are the person's own files, the fitted ones are what the engine gets. `parent_id` is
    the drawing whose picture the reference is. `picked_id` is the picture that was picked as the best.
    """

    __tablename__ = "drawings"
    __table_args__ = (
        Index("ix_drawings_owner_id_id", "owner_id", "id"),
        Index("ix_drawings_owner_id_reference_id", "owner_id", "reference_id"),
    )

    owner_id: Mapped[str] = mapped_column(String(36), ForeignKey("users.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(200))
    href: Mapped[str | None] = mapped_column(String(500))
    wish: Mapped[dict[str, Any]] = mapped_column(Json)
    reference_id: Mapped[str | None] = mapped_column(String(36))
    mask_id: Mapped[str | None] = mapped_column(String(36))
    parent_id: Mapped[str | None] = mapped_column(String(36))
    fitted_id: Mapped[str | None] = mapped_column(String(36))
    fitted_mask_id: Mapped[str | None] = mapped_column(String(36))
    template: Mapped[str] = mapped_column(String(80), default="")
    template_name: Mapped[str] = mapped_column(String(200), default="")
    revision: Mapped[int] = mapped_column(default=0)
    seen: Mapped[str] = mapped_column(Text, default="")
    seen_by: Mapped[str] = mapped_column(String(200), default="")
    prompt: Mapped[str] = mapped_column(Text, default="")
    negative: Mapped[str] = mapped_column(Text, default="")
    written_by: Mapped[str] = mapped_column(String(200), default="")
    settings: Mapped[dict[str, Any]] = mapped_column(Json, default=dict[str, Any])
    notes: Mapped[list[str]] = mapped_column(Json, default=list[str])
    picked_id: Mapped[str | None] = mapped_column(String(36))


class SeenRow(Row, Base):
    """What a vision model saw in a picture of this content."""

    __tablename__ = "picture_descriptions"
    __table_args__ = (UniqueConstraint("owner_id", "sha256", "model", name="uq_picture_descriptions_owner_id"),)

    owner_id: Mapped[str] = mapped_column(String(36), ForeignKey("users.id", ondelete="CASCADE"))
    sha256: Mapped[str] = mapped_column(String(64))
    model: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)


class WrittenRow(Row, Base):
    """What a model wrote for a wish; `key` stands for the model, the wish, the style and what was seen."""

    __tablename__ = "written_prompts"
    __table_args__ = (UniqueConstraint("owner_id", "key", name="uq_written_prompts_owner_id"),)

    owner_id: Mapped[str] = mapped_column(String(36), ForeignKey("users.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(10))
    said: Mapped[dict[str, Any]] = mapped_column(Json)
