"""Picture servers over HTTP, for admins."""

from typing import Annotated

from fastapi.responses import StreamingResponse
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import AdminOnly, CurrentAdmin, ForeignOrigin, NotSignedIn, audit
from fabula.core.db import Database
from fabula.core.errors import Conflict, Unavailable, responses
from fabula.core.events import after_commit
from fabula.core.ids import RowId, new_id
from fabula.core.vault import Vault
from fabula.core.web import Reading, Router, Writing, part
from fabula.engines.comfy import ServerAddress, errors
from fabula.engines.registry import rows
from fabula.engines.registry.errors import AddressRefused, EngineFixed, EngineNotFound
from fabula.engines.registry.options import ServerOptions
from fabula.engines.registry.room import EngineRoom
from fabula.engines.registry.servers.looking import look_at
from fabula.engines.registry.servers.schemas import (
    NewServer,
    PictureServer,
    PictureServers,
    ServerChange,
    ServerModels,
    ServerTrial,
)
from fabula.engines.registry.servers.trial import server_trial
from fabula.engines.registry.tables import Origin, ServerRow
from fabula.engines.registry.trials import Trials

router = Router(
    prefix="/api/admin/servers", tags=["engines"], responses=responses(NotSignedIn, AdminOnly, ForeignOrigin)
)

Room = Annotated[EngineRoom, part(EngineRoom)]
Secrets = Annotated[Vault, part(Vault)]
# Where servers are looked at, no session may be open: one that is silent would hold up everybody who writes.
Ground = Annotated[Database, part(Database)]
MOST_MODELS = 2000


@router.get("")
async def list_servers(admin: CurrentAdmin, database: Ground, room: Room) -> PictureServers:
    """Every picture server and how it is this moment."""
    async with database.reading() as session:
        found = await rows.engines_of(session, ServerRow)
    now = await look_at(found, room)
    return PictureServers(items=[PictureServer.of(row, each) for row, each in zip(found, now, strict=True)])


@router.post("", status_code=201, responses=responses(AddressRefused, Conflict))
async def create_server(
    body: NewServer, admin: CurrentAdmin, session: Writing, room: Room, vault: Secrets
) -> PictureServer:
    """Set up a picture server; it gets work as soon as it answers."""
    url, key = rows.checked_server(body.url, body.key)
    await rows.require_room(session, ServerRow)
    row = ServerRow(
        id=new_id(),
        name=body.name,
        url=url,
        position=await rows.next_position(session, ServerRow),
        device=body.device,
        options=body.options.model_dump(mode="json"),
    )
    rows.give_secret(vault, row, key)
    session.add(row)
    await session.flush()
    await audit(session, admin, "server.created", subject=row.name, subject_id=row.id, details={"url": row.url})
    after_commit(session, room.renew_soon)
    return await _shown(row, room)


@router.patch("/{server_id}", responses=responses(EngineNotFound, EngineFixed, AddressRefused))
async def change_server(
    server_id: RowId, body: ServerChange, admin: CurrentAdmin, database: Ground, room: Room, vault: Secrets
) -> PictureServer:
    """Change, move, switch or drain a server."""
    async with database.writing() as session:
        row = await rows.engine_of(session, ServerRow, server_id)
        await _apply(session, row, body, vault)
        if body.place is not None:
            await rows.move(session, ServerRow, row.id, body.place)
        changed = sorted(body.model_fields_set)
        await audit(
            session, admin, "server.changed", subject=row.name, subject_id=row.id, details={"changed": [*changed]}
        )
        after_commit(session, room.renew_soon)
    return await _shown(row, room)


@router.delete("/{server_id}", status_code=204, responses=responses(EngineNotFound, EngineFixed))
async def delete_server(server_id: RowId, admin: CurrentAdmin, session: Writing, room: Room) -> None:
    """Forget a server and its key; what it draws just now is drawn to its end."""
    row = await rows.engine_of(session, ServerRow, server_id)
    if row.origin in (Origin.SETTINGS, Origin.BUILTIN):
        raise EngineFixed(f"{row.name} cannot be removed here.")
    await session.delete(row)
    await audit(session, admin, "server.deleted", subject=row.name, subject_id=row.id)
    after_commit(session, room.renew_soon)


@router.get("/{server_id}/models", responses=responses(EngineNotFound, errors.AccessDenied, Unavailable))
async def list_server_models(server_id: RowId, admin: CurrentAdmin, room: Room) -> ServerModels:
    """What is installed there, by folder."""
    server = room.pictures.server(server_id)
    if server is None:
        raise EngineNotFound("There is no such server, or it is switched off.")
    folders = await server.client.model_folders()
    return ServerModels(folders={name: list(await server.client.models(name))[:MOST_MODELS] for name in folders[:100]})


@router.post("/test", response_class=StreamingResponse, responses=responses(EngineNotFound, AddressRefused))
async def test_server(
    body: ServerTrial,
    admin: CurrentAdmin,
    session: Reading,
    vault: Secrets,
    trials: Annotated[Trials, part(Trials)],
) -> StreamingResponse:
    """Try a server step by step; one JSON object a line (`TrialStep`)."""
    url, key, verify_tls = body.url, body.key, body.verify_tls
    if body.server_id is not None:
        row = await rows.engine_of(session, ServerRow, body.server_id)
        url = url or row.url
        # A stored key goes only where it belongs: a changed address needs it entered again.
        key = key or (rows.secret_of(vault, row) if url == row.url else None)
        if verify_tls is None:
            verify_tls = ServerOptions.model_validate(row.options).verify_tls
    assert url is not None
    url, key = rows.checked_server(url, key)
    token = (key or SecretStr("")).get_secret_value()
    address = ServerAddress(url, token=token, verify_tls=verify_tls is not False)
    return trials.answer(server_trial(address))


async def _apply(session: AsyncSession, row: ServerRow, body: ServerChange, vault: Vault) -> None:
    key = body.key
    if body.url is not None and body.url != row.url:
        url, key = rows.checked_server(body.url, body.key)
        if url != row.url:
            if row.origin in (Origin.SETTINGS, Origin.BUILTIN):
                raise EngineFixed(f"The address of {row.name} cannot be changed here.")
            row.url = url
            # The key was for the old address; nobody should be able to send it elsewhere.
            rows.give_secret(vault, row, None)
    if key is not None:
        rows.give_secret(vault, row, key)
    for name in ("name", "enabled", "draining", "device"):
        if (value := getattr(body, name)) is not None:
            setattr(row, name, value)
    if body.options is not None:
        row.options = body.options.model_dump(mode="json")
    await session.flush()


async def _shown(row: ServerRow, room: EngineRoom) -> PictureServer:
    [now] = await look_at([row], room)
    return PictureServer.of(row, now)
