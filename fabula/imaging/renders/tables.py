"""Tables of renders and of the pictures that they made."""

from datetime import datetime
from typing import Any

from sqlalchemy import Dialect, Float, ForeignKey, Index, String, Text, TypeDecorator, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fabula.core.db import Base, Json, Moment, Row


class Seed(TypeDecorator[int]):
    """A seed may use all 64 bits, one more than any database's whole numbers have."""

    impl = String(20)
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)


class RenderRow(Row, Base):
    """What is to be made, and how far it came; its id is the run's.

    `prompt_id` is written before anything is sent, so that whoever goes on after a crash can ask the server for it.
    `files` are the owner's assets that the graph reads: node, input and asset of each, whose id stands in the graph.
    """

    __tablename__ = "renders"
    __table_args__ = (Index("ix_renders_owner_id_id", "owner_id", "id"), Index("ix_renders_group_id", "group_id"))

    owner_id: Mapped[str] = mapped_column(String(36), ForeignKey("users.id", ondelete="CASCADE"))
    group_id: Mapped[str] = mapped_column(String(36))
    place: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(80), default="")
    template: Mapped[str] = mapped_column(String(80))
    template_name: Mapped[str] = mapped_column(String(200))
    revision: Mapped[int]
    values: Mapped[dict[str, Any]] = mapped_column(Json)
    graph: Mapped[dict[str, Any]] = mapped_column(Json)
    files: Mapped[list[dict[str, str]]] = mapped_column(Json)
    seed: Mapped[int | None] = mapped_column(Seed)
    rank: Mapped[int]
    bound_to: Mapped[str | None] = mapped_column(String(36))
    destination: Mapped[str | None] = mapped_column(String(500))
    deadline: Mapped[datetime | None] = mapped_column(Moment)
    attempts: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    prompt_id: Mapped[str | None] = mapped_column(String(36))
    server_id: Mapped[str | None] = mapped_column(String(36))
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    stored_at: Mapped[datetime | None] = mapped_column(Moment)
    placed_at: Mapped[datetime | None] = mapped_column(Moment)
    seconds: Mapped[float | None] = mapped_column(Float)


class PictureRow(Row, Base):
    """One file that a render made, as its owner finds it in the gallery."""

    __tablename__ = "pictures"
    __table_args__ = (
        UniqueConstraint("render_id", "place", name="uq_pictures_render_id_place"),
        Index("ix_pictures_owner_id_id", "owner_id", "id"),
        Index("ix_pictures_group_id", "group_id"),
        Index("ix_pictures_asset_id", "asset_id"),
    )

    owner_id: Mapped[str] = mapped_column(String(36), ForeignKey("users.id", ondelete="CASCADE"))
    render_id: Mapped[str] = mapped_column(String(36))
    group_id: Mapped[str] = mapped_column(String(36))
    asset_id: Mapped[str] = mapped_column(String(36), ForeignKey("assets.id", ondelete="CASCADE"))
    place: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    search: Mapped[str] = mapped_column(Text)
    template: Mapped[str] = mapped_column(String(80))
    source: Mapped[str] = mapped_column(String(80), default="")
    seed: Mapped[int | None] = mapped_column(Seed)
    media_type: Mapped[str] = mapped_column(String(100))
    width: Mapped[int | None]
    height: Mapped[int | None]
    favourite: Mapped[bool] = mapped_column(default=False)
    demo: Mapped[bool] = mapped_column(default=False)


class WebhookRow(Row, Base):
    """Somebody who wants to hear of a render's end; told once it has ended, `due_at` is empty when that is over."""

    __tablename__ = "render_webhooks"
    __table_args__ = (
        UniqueConstraint("render_id", name="uq_render_webhooks_render_id"),
        Index("ix_render_webhooks_due_at", "due_at"),
    )

    owner_id: Mapped[str] = mapped_column(String(36), ForeignKey("users.id", ondelete="CASCADE"))
    render_id: Mapped[str] = mapped_column(String(36))
    url: Mapped[str] = mapped_column(Text)
    secret: Mapped[str | None] = mapped_column(Text)
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    delivered_at: Mapped[datetime | None] = mapped_column(Moment)
    failure: Mapped[str | None] = mapped_column(Text)


class SwitchRow(Base):
    """What an admin switched on for all servers together."""

    __tablename__ = "render_switches"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    is_on: Mapped[bool]
