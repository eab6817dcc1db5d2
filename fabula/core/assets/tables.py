"""Tables of assets: who owns what, and which contents exist."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from fabula.core.clock import now
from fabula.core.db import Base, Json, Moment, Row


class Content(Base):
    """One stored content, however many assets share it; its row is the lock that storing and removing agree on."""

    __tablename__ = "asset_contents"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    stored_at: Mapped[datetime] = mapped_column(Moment, default=now)


class AssetRow(Row, Base):
    """One person's file."""

    __tablename__ = "assets"
    __table_args__ = (Index(None, "owner_id", "id"), Index(None, "owner_id", "bytes"), Index(None, "sha256"))

    owner_id: Mapped[str] = mapped_column(String(36), ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(10))
    bytes: Mapped[int] = mapped_column(BigInteger)
    width: Mapped[int | None] = mapped_column(Integer)
    height: Mapped[int | None] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64), ForeignKey("asset_contents.sha256"))
    provenance: Mapped[dict[str, Any] | None] = mapped_column(Json)
