"""What this room needs of those who look at pictures for models that cannot."""

from typing import Protocol

from fabula.core.accounts import UserId


class Looking(Protocol):
    """Describes a picture in words; what was described once is remembered."""

    async def describe(self, owner: UserId, asset_id: str, *, purpose: str) -> str: ...
