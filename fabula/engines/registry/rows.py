"""Rows of engines: read for work, brought in by settings and by Fabula itself, changed by admins."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from pydantic import SecretStr
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.clock import now
from fabula.core.errors import Conflict, Invalid
from fabula.core.vault import Vault
from fabula.engines.comfy import ServerAddress
from fabula.engines.registry.errors import AddressRefused, EngineNotFound
from fabula.engines.registry.tables import ChannelRow, Origin, ServerRow

EngineRow = TypeVar("EngineRow", ChannelRow, ServerRow)
# So that a hand's turn on the page never makes a list that nobody can look at.
MOST_ENGINES = 100


async def engines_of(session: AsyncSession, table: type[EngineRow]) -> Sequence[EngineRow]:
    """All of them in the order in which they are asked; what comes with Fabula is always last."""
    rows = (await session.scalars(select(table).order_by(table.position, table.id).limit(MOST_ENGINES))).all()
    return sorted(rows, key=lambda row: row.origin == Origin.BUILTIN)


async def engine_of(session: AsyncSession, table: type[EngineRow], engine_id: str) -> EngineRow:
    row = await session.get(table, engine_id)
    if row is None:
        raise EngineNotFound("There is no such engine.")
    return row


async def require_room(session: AsyncSession, table: type[ChannelRow] | type[ServerRow]) -> None:
    """One more than are shown could neither be seen nor removed."""
    if (await session.scalar(select(func.count()).select_from(table)) or 0) >= MOST_ENGINES:
        raise Conflict(f"There are {MOST_ENGINES} of them already.", hint="Remove one that is not needed any more.")


async def next_position(session: AsyncSession, table: type[ChannelRow] | type[ServerRow]) -> int:
    return ((await session.execute(select(func.max(table.position)))).scalar() or 0) + 1


async def move(session: AsyncSession, table: type[EngineRow], engine_id: str, place: int) -> None:
    """Ask it as the so-many-th; the others keep their order."""
    rows = [row for row in await engines_of(session, table) if row.id != engine_id]
    rows.insert(min(place, len(rows)), await engine_of(session, table, engine_id))
    for position, row in enumerate(rows, start=1):
        row.position = position
    await session.flush()


def checked_server(url: str, key: SecretStr | None = None) -> tuple[str, SecretStr | None]:
    """A picture server's plain address, and the key: the given one, or the name and password in the address."""
    try:
        address = ServerAddress(url)
    except Invalid as error:
        raise AddressRefused(error.message) from None
    carried = address.headers.get("Authorization")
    return address.url, key or (SecretStr(carried) if carried else None)


def give_secret(vault: Vault, row: ChannelRow | ServerRow, secret: SecretStr | None) -> None:
    """Keep it sealed for this row; nothing takes the stored one away."""
    plain = secret.get_secret_value().strip() if secret else ""
    row.secret = vault.seal(SecretStr(plain), _place(row)) if plain else None
    row.secret_at = now() if plain else None


def secret_of(vault: Vault, row: ChannelRow | ServerRow) -> SecretStr:
    return vault.open(row.secret, _place(row)) if row.secret else SecretStr("")


def secret_set_at(row: ChannelRow | ServerRow) -> datetime | None:
    return row.secret_at if row.secret else None


def _place(row: ChannelRow | ServerRow) -> str:
    return f"{row.__tablename__}:{row.id}"
