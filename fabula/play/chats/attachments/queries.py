"""Looking up the files beside messages."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.assets import Asset, AssetNotFound, Library
from fabula.core.ids import new_id
from fabula.play.chats.errors import AttachmentNotFound
from fabula.play.chats.schemas import Attachment
from fabula.play.chats.tables import AttachmentRow

_OF_MESSAGES = (
    select(AttachmentRow)
    .where(AttachmentRow.message_id.in_(bindparam("ids", expanding=True)))
    .order_by(AttachmentRow.message_id, AttachmentRow.place, AttachmentRow.id)
)


async def rows_beside(session: AsyncSession, message_ids: Collection[str]) -> Sequence[AttachmentRow]:
    """The files of these messages, with their texts."""
    if not message_ids:
        return []
    return (await session.scalars(_OF_MESSAGES, {"ids": list(message_ids)})).all()


async def beside(
    session: AsyncSession, library: Library, owner: str, message_ids: Collection[str]
) -> dict[str, list[Attachment]]:
    """The files of these messages as people see them; one whose content was removed is left out."""
    rows = await rows_beside(session, message_ids)
    assets = await library.several(session, owner, {row.asset_id for row in rows})
    found: dict[str, list[Attachment]] = {}
    for row in rows:
        if row.message_id is not None and row.asset_id in assets:
            found.setdefault(row.message_id, []).append(attachment_view(row, assets[row.asset_id]))
    return found


def attachment_view(row: AttachmentRow, asset: Asset) -> Attachment:
    shown: dict[str, Any] = {"id": row.id, "kind": row.kind, "name": row.name, "pages": row.pages}
    return Attachment(**shown, characters=len(row.text), asset=asset)


async def put_beside(session: AsyncSession, owner: str, message_id: str, attachment_ids: Sequence[str]) -> None:
    """Give files that were uploaded before to a message, in this order."""
    wanted = list(dict.fromkeys(attachment_ids))
    free = select(AttachmentRow.id).where(
        AttachmentRow.id.in_(wanted), AttachmentRow.owner_id == owner, AttachmentRow.message_id.is_(None)
    )
    found = set(await session.scalars(free.with_for_update()))
    if missing := [attachment_id for attachment_id in wanted if attachment_id not in found]:
        raise AttachmentNotFound(f"There is no free attachment {missing[0]}.")
    for place, attachment_id in enumerate(wanted):
        values = {"message_id": message_id, "place": place}
        await session.execute(update(AttachmentRow).where(AttachmentRow.id == attachment_id).values(values))


async def copy_beside(session: AsyncSession, copies: dict[str, str]) -> None:
    """The files of some messages once more beside others: `copies` says which message became which."""
    ids = list(copies)
    for start in range(0, len(ids), 500):
        for row in await rows_beside(session, ids[start : start + 500]):
            assert row.message_id is not None
            session.add(
                AttachmentRow(
                    id=new_id(),
                    owner_id=row.owner_id,
                    message_id=copies[row.message_id],
                    asset_id=row.asset_id,
                    place=row.place,
                    kind=row.kind,
                    name=row.name,
                    text=row.text,
                    pages=row.pages,
                )
            )
    await session.flush()


async def remove_files(session: AsyncSession, library: Library, files: Sequence[AttachmentRow]) -> None:
    """Forget attachments, and the stored files that no other message has."""
    await session.execute(delete(AttachmentRow).where(AttachmentRow.id.in_([file.id for file in files])))
    owners = {file.asset_id: file.owner_id for file in files}
    still = select(AttachmentRow.asset_id).where(AttachmentRow.asset_id.in_(list(owners)))
    kept = set(await session.scalars(still)) if owners else set[str]()
    for asset_id, owner in owners.items():
        if asset_id not in kept:
            with suppress(AssetNotFound):
                await library.remove(session, owner, asset_id)
