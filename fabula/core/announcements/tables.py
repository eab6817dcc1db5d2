"""Tables of announcements."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from fabula.core.db import Base, Moment, Row


class AnnouncementRow(Row, Base):
    """Some words for people, and when and for whom they are shown."""

    __tablename__ = "announcements"

    author: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(String(500))
    audience: Mapped[str] = mapped_column(String(10))
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime | None] = mapped_column(Moment)


class Closed(Base):
    """Somebody has read it and wants to see it no more."""

    __tablename__ = "announcements_closed"

    owner_id: Mapped[str] = mapped_column(String(36), ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    announcement_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("announcements.id", ondelete="CASCADE"), primary_key=True, index=True
    )
