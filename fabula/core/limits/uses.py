"""What is limited."""

from enum import StrEnum


class Use(StrEnum):
    """Something of which a person may use only so much; a day is one of UTC, storage is counted in bytes."""

    PICTURES = "pictures"
    MESSAGES = "messages"
    RUNS = "runs"
    STORAGE = "storage"

    @property
    def is_daily(self) -> bool:
        """Whether it is free again on the next day."""
        return self in (Use.PICTURES, Use.MESSAGES)
