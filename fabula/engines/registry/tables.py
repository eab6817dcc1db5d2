"""Tables of the engines that an admin has set up."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import JsonValue
from sqlalchemy import Date, Float, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from fabula.core.db import Base, Json, Moment, Row


class Origin(StrEnum):
    """Who brought an engine in: an admin on the page, the settings, the search of this machine, or Fabula itself."""

    ADMIN = "admin"
    SETTINGS = "settings"
    FOUND = "found"
    BUILTIN = "builtin"


class _Engine(Row):
    """What channels and servers share; `device` names the card that it lives on, empty when its host tells."""

    # Two admins may remove the same engine in one moment; that it is gone is all that either wants.
    __mapper_args__ = {"confirm_deleted_rows": False}  # noqa: RUF012

    name: Mapped[str] = mapped_column(String(80))
    url: Mapped[str] = mapped_column(String(500))
    origin: Mapped[str] = mapped_column(String(10), default=Origin.ADMIN)
    enabled: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int]
    device: Mapped[str] = mapped_column(String(80), default="")
    secret: Mapped[str | None] = mapped_column(Text)
    secret_at: Mapped[datetime | None] = mapped_column(Moment)
    options: Mapped[dict[str, JsonValue]] = mapped_column(Json)


class ChannelRow(_Engine, Base):
    """A way to language models."""

    __tablename__ = "engine_channels"

    provider: Mapped[str] = mapped_column(String(20))


class ServerRow(_Engine, Base):
    """A ComfyUI server."""

    __tablename__ = "engine_servers"

    draining: Mapped[bool] = mapped_column(default=False)


class ChoiceRow(Base):
    """The model that is taken for a role when nobody chose another."""

    __tablename__ = "model_choices"

    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    channel_id: Mapped[str] = mapped_column(String(36), ForeignKey("engine_channels.id", ondelete="CASCADE"))
    model: Mapped[str] = mapped_column(String(200))


class UsageRow(Base):
    """What a person used of a model on a day."""

    __tablename__ = "model_usage"

    owner_id: Mapped[str] = mapped_column(String(36), ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    channel: Mapped[str] = mapped_column(String(80), primary_key=True)
    model: Mapped[str] = mapped_column(String(200), primary_key=True)
    requests: Mapped[int]
    prompt_tokens: Mapped[int]
    completion_tokens: Mapped[int]
    seconds: Mapped[float] = mapped_column(Float)
