"""Channels over HTTP, for admins."""

from typing import Annotated

from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import AdminOnly, CurrentAdmin, ForeignOrigin, NotSignedIn, audit
from fabula.core.errors import Conflict, responses
from fabula.core.events import after_commit
from fabula.core.ids import RowId, new_id
from fabula.core.vault import Vault
from fabula.core.web import Reading, Router, Writing, part
from fabula.engines.llm import Provider
from fabula.engines.registry import rows
from fabula.engines.registry.channels.checking import checked_channel
from fabula.engines.registry.channels.schemas import (
    ChannelChange,
    ChannelState,
    ChannelTrial,
    EngineChannel,
    EngineChannels,
    NewChannel,
)
from fabula.engines.registry.channels.trial import channel_trial
from fabula.engines.registry.errors import AddressRefused, EngineFixed, EngineNotFound
from fabula.engines.registry.live.planning import text_device
from fabula.engines.registry.live.text import ChannelPlan
from fabula.engines.registry.options import ChannelOptions, options_of
from fabula.engines.registry.room import EngineRoom
from fabula.engines.registry.tables import ChannelRow, Origin
from fabula.engines.registry.trials import Trials

router = Router(
    prefix="/api/admin/channels", tags=["engines"], responses=responses(NotSignedIn, AdminOnly, ForeignOrigin)
)

Room = Annotated[EngineRoom, part(EngineRoom)]
Secrets = Annotated[Vault, part(Vault)]


@router.get("")
async def list_channels(admin: CurrentAdmin, session: Reading, room: Room) -> EngineChannels:
    """Every channel, in the order in which they are asked."""
    found = await rows.engines_of(session, ChannelRow)
    return EngineChannels(items=[EngineChannel.of(row, _state(row, room)) for row in found])


@router.post("", status_code=201, responses=responses(AddressRefused, Conflict))
async def create_channel(
    body: NewChannel, admin: CurrentAdmin, session: Writing, room: Room, vault: Secrets
) -> EngineChannel:
    """Set up a channel; it is asked after the others until it is moved."""
    await rows.require_room(session, ChannelRow)
    row = ChannelRow(
        id=new_id(),
        name=body.name,
        provider=body.provider,
        url=checked_channel(body.provider, body.url, body.key).base_url,
        position=await rows.next_position(session, ChannelRow),
        device=body.device,
        options=body.options.model_dump(mode="json"),
    )
    rows.give_secret(vault, row, body.key)
    session.add(row)
    await session.flush()
    await audit(session, admin, "channel.created", subject=row.name, subject_id=row.id, details={"url": row.url})
    after_commit(session, room.renew_soon)
    return EngineChannel.of(row, _state(row, room))


@router.patch("/{channel_id}", responses=responses(EngineNotFound, EngineFixed, AddressRefused))
async def change_channel(
    channel_id: RowId, body: ChannelChange, admin: CurrentAdmin, session: Writing, room: Room, vault: Secrets
) -> EngineChannel:
    """Change, move or switch a channel."""
    row = await rows.engine_of(session, ChannelRow, channel_id)
    await _apply(session, row, body, vault)
    if body.place is not None:
        await rows.move(session, ChannelRow, row.id, body.place)
    changed = sorted(body.model_fields_set)
    await audit(session, admin, "channel.changed", subject=row.name, subject_id=row.id, details={"changed": [*changed]})
    after_commit(session, room.renew_soon)
    return EngineChannel.of(row, _state(row, room))


@router.delete("/{channel_id}", status_code=204, responses=responses(EngineNotFound, EngineFixed))
async def delete_channel(channel_id: RowId, admin: CurrentAdmin, session: Writing, room: Room) -> None:
    """Forget a channel and its key; replies under way end as they would have."""
    row = await rows.engine_of(session, ChannelRow, channel_id)
    if row.origin in (Origin.SETTINGS, Origin.BUILTIN):
        raise EngineFixed(f"{row.name} cannot be removed here.")
    await session.delete(row)
    await audit(session, admin, "channel.deleted", subject=row.name, subject_id=row.id)
    after_commit(session, room.renew_soon)


@router.post("/test", response_class=StreamingResponse, responses=responses(EngineNotFound, AddressRefused))
async def test_channel(
    body: ChannelTrial,
    admin: CurrentAdmin,
    session: Reading,
    room: Room,
    vault: Secrets,
    trials: Annotated[Trials, part(Trials)],
) -> StreamingResponse:
    """Try a channel step by step; one JSON object a line (`TrialStep`)."""
    provider, url, key, device, window = body.provider, body.url, body.key, "", ChannelOptions().window
    if body.channel_id is not None:
        row = await rows.engine_of(session, ChannelRow, body.channel_id)
        provider, url = provider or Provider(row.provider), url or row.url
        # A stored key goes only where it belongs: a changed address needs it entered again.
        key = key or (rows.secret_of(vault, row) if url == row.url else None)
        device, window = row.device, options_of(row.options, ChannelOptions).window
    assert provider is not None
    assert url is not None
    channel = checked_channel(provider, url, key, window)
    plan = ChannelPlan(channel, text_device(provider, channel.base_url, device))
    return trials.answer(channel_trial(plan, room.text, admin.id))


async def _apply(session: AsyncSession, row: ChannelRow, body: ChannelChange, vault: Vault) -> None:
    if body.url is not None and (url := _address(row, body.url)) != row.url:
        if row.origin in (Origin.SETTINGS, Origin.BUILTIN):
            raise EngineFixed(f"The address of {row.name} cannot be changed here.")
        row.url = url
        # The key was for the old address; nobody should be able to send it elsewhere.
        rows.give_secret(vault, row, None)
    if body.key is not None:
        rows.give_secret(vault, row, body.key)
    for name in ("name", "enabled", "device"):
        if (value := getattr(body, name)) is not None:
            setattr(row, name, value)
    if body.options is not None:
        row.options = body.options.model_dump(mode="json")
    await session.flush()


def _address(row: ChannelRow, wanted: str) -> str:
    return wanted if wanted == row.url else checked_channel(Provider(row.provider), wanted).base_url


def _state(row: ChannelRow, room: EngineRoom) -> ChannelState:
    if not row.enabled:
        return ChannelState(state="off", models=0, error=None)
    if (trouble := room.unusable_because(row.id)) is not None:
        return ChannelState(state="away", models=0, error=trouble)
    listing = room.catalogue.remembered(row.id)
    if listing is None:
        named = len(options_of(row.options, ChannelOptions).models)
        return ChannelState(state="unknown", models=named, error=None)
    state = "away" if listing.error else "ready"
    return ChannelState(state=state, models=len(listing.models), error=listing.error)
