"""Announcements on the wire."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, StringConstraints

from fabula.core.announcements.tables import AnnouncementRow

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class AnnouncementKind(StrEnum):
    """How urgent it is."""

    INFO = "info"
    WARNING = "warning"
    PROBLEM = "problem"


class Audience(StrEnum):
    """For whom it is."""

    EVERYONE = "everyone"
    USERS = "users"
    ADMINS = "admins"


def _sane(moment: datetime) -> datetime:
    if not EARLIEST <= moment <= LATEST:
        raise ValueError("must lie between the years 2000 and 2200")
    return moment


When = Annotated[AwareDatetime, AfterValidator(_sane)]
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\u2028-\u202e]*$")
]


class Announcement(BaseModel):
    """Some words for people."""

    id: str
    created_at: datetime
    author: str
    kind: AnnouncementKind
    words: str
    audience: Audience
    starts_at: datetime
    ends_at: datetime | None

    @classmethod
    def of(cls, row: AnnouncementRow) -> Self:
        return cls(
            id=row.id,
            created_at=row.created_at,
            author=row.author,
            kind=AnnouncementKind(row.kind),
            words=row.words,
            audience=Audience(row.audience),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
        )


class ShownAnnouncements(BaseModel):
    """What is to be shown now, and when to ask again because something begins or ends."""

    items: list[Announcement]
    again_at: datetime | None


class NewAnnouncement(BaseModel):
    """What is said; at once and until somebody ends it, if no time is given."""

    kind: AnnouncementKind
    words: Words
    audience: Audience = Audience.EVERYONE
    starts_at: When | None = None
    ends_at: When | None = None


class AnnouncementChange(BaseModel):
    """What is left out stays; other words are shown again to those who had closed it."""

    kind: AnnouncementKind | None = None
    words: Words | None = None
    audience: Audience | None = None
    starts_at: When | None = None
    ends_at: Annotated[When | None, Field(description="null: until somebody ends it")] = None
