"""Engines that nobody has to add: those of the settings, those found on this machine, and the demo engines."""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.db import Database
from fabula.core.settings import Settings
from fabula.core.vault import SecretUnreadable, Vault
from fabula.engines.llm import Provider
from fabula.engines.registry.errors import AddressRefused
from fabula.engines.registry.options import ChannelOptions, ServerOptions
from fabula.engines.registry.rows import checked_server, give_secret, next_position, secret_of
from fabula.engines.registry.tables import ChannelRow, Origin, ServerRow

log = logging.getLogger(__name__)

STORYTELLER, PAINTER = "demo-storyteller", "demo-painter"
OLLAMA_PORT = 11434
COMFYUI_HERE = "http://127.0.0.1:8188"
LOOK_S = 3.0


@dataclass(frozen=True, slots=True)
class Brought:
    """An engine that should be there; its fixed id keeps it one row over all starts and processes."""

    id: str
    name: str
    url: str
    origin: Origin
    secret: SecretStr | None = None


async def bring_in(database: Database, settings: Settings, *, ollama_port: int = OLLAMA_PORT) -> None:
    """Make the rows that should be there, and take away those that the settings no longer name."""
    channels, servers, vault = wanted_channels(settings), wanted_servers(settings), Vault(settings)
    found_text, found_pictures = await _found(database, settings, ollama_port)
    for attempt in (1, 2):
        try:
            async with database.writing() as session:
                await _bring(session, ChannelRow, [*channels, *found_text], settings, vault)
                await _bring(session, ServerRow, [*servers, *found_pictures], settings, vault)
                return
        except IntegrityError:
            # Another process brought the same in at the same moment.
            if attempt == 2:
                raise


def wanted_channels(settings: Settings) -> list[Brought]:
    wanted = [Brought(STORYTELLER, "Storyteller", "builtin:", Origin.BUILTIN)]
    if settings.ollama_url:
        wanted.append(Brought("settings-ollama", "Ollama", _without_password(settings.ollama_url), Origin.SETTINGS))
    return wanted


def wanted_servers(settings: Settings) -> list[Brought]:
    wanted = [Brought(PAINTER, "Painter", "builtin:", Origin.BUILTIN)]
    for number, url in enumerate(settings.comfyui_url, start=1):
        name = "ComfyUI" if len(settings.comfyui_url) == 1 else f"ComfyUI {number}"
        plain, secret = _parted(url)
        wanted.append(Brought(f"settings-comfyui-{number}", name, plain, Origin.SETTINGS, secret))
    return wanted


def _parted(url: str) -> tuple[str, SecretStr | None]:
    """A name and password in an address are kept like a key: sealed, and shown to nobody."""
    try:
        return checked_server(url)
    except AddressRefused:
        # It is shown as it is set up, so that it can be corrected.
        return _without_password(url), None


def _without_password(url: str) -> str:
    """Ollama takes a key, and no password: one is neither used nor shown."""
    scheme, slashes, rest = url.rpartition("://")
    return f"{scheme}{slashes}{rest.rpartition('@')[2]}"


async def _found(database: Database, settings: Settings, ollama_port: int) -> tuple[list[Brought], list[Brought]]:
    """What runs on this machine, looked for only while nothing real is set up."""
    if not settings.discover_engines:
        return [], []
    async with database.reading() as session:
        has_text, has_pictures = await _has_real(session, ChannelRow), await _has_real(session, ServerRow)
    text, pictures = await asyncio.gather(
        _ollama_here(has_text or bool(settings.ollama_url), ollama_port),
        _comfyui_here(has_pictures or bool(settings.comfyui_url)),
    )
    return text, pictures


async def _ollama_here(is_settled: bool, port: int) -> list[Brought]:
    if is_settled:
        return []
    from fabula.engines.llm.ollama import discovered

    found = await discovered(port)
    return [Brought("found-ollama", "Ollama", found.base_url, Origin.FOUND)] if found else []


async def _comfyui_here(is_settled: bool) -> list[Brought]:
    if is_settled:
        return []
    from fabula.core.errors import FabulaError
    from fabula.engines.comfy import ComfyServer

    try:
        async with asyncio.timeout(LOOK_S), ComfyServer(COMFYUI_HERE) as server:
            await server.stats()
    except (FabulaError, TimeoutError):
        return []
    return [Brought("found-comfyui", "ComfyUI", COMFYUI_HERE, Origin.FOUND)]


async def _has_real(session: AsyncSession, table: type[ChannelRow] | type[ServerRow]) -> bool:
    rows = select(table.id).where(table.origin != Origin.BUILTIN).limit(1)
    return await session.scalar(rows) is not None


async def _bring(
    session: AsyncSession,
    table: type[ChannelRow] | type[ServerRow],
    wanted: Iterable[Brought],
    settings: Settings,
    vault: Vault,
) -> None:
    known = {row.id: row for row in (await session.scalars(select(table))).all()}
    names = {each.id for each in wanted}
    for row in known.values():
        if row.origin == Origin.SETTINGS and row.id not in names:
            await session.delete(row)
    for each in wanted:
        if (row := known.get(each.id)) is None:
            log.info("%s at %s is set up", each.name, each.url)
            row = _row(table, each, await next_position(session, table), settings)
            session.add(row)
        elif row.url != each.url:
            row.url = each.url
            # The key was for the old address; a server that takes its place in the settings must not get it.
            give_secret(vault, row, None)
        if each.secret is not None and not _keeps(vault, row, each.secret):
            give_secret(vault, row, each.secret)
        await session.flush()


def _keeps(vault: Vault, row: ChannelRow | ServerRow, secret: SecretStr) -> bool:
    try:
        return secret_of(vault, row) == secret
    except SecretUnreadable:
        return False


def _row(
    table: type[ChannelRow] | type[ServerRow], brought: Brought, position: int, settings: Settings
) -> ChannelRow | ServerRow:
    if table is ChannelRow:
        options = ChannelOptions().model_dump(mode="json")
        return ChannelRow(
            id=brought.id,
            name=brought.name,
            url=brought.url,
            origin=brought.origin,
            position=position,
            options=options,
            provider=Provider.OLLAMA,
        )
    ahead = settings.comfyui_concurrency
    return ServerRow(
        id=brought.id,
        name=brought.name,
        url=brought.url,
        origin=brought.origin,
        position=position,
        options=ServerOptions(ahead=ahead, hang_s=settings.comfyui_timeout).model_dump(mode="json"),
    )
