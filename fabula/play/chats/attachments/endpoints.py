"""Files for messages over HTTP."""

from typing import Annotated

from fastapi import Request
from sqlalchemy import select

from fabula.core.accounts import CurrentUser, ForeignOrigin, NotSignedIn
from fabula.core.assets import UPLOAD_FORM, UPLOADING, Library, read_form
from fabula.core.errors import responses
from fabula.core.ids import RowId
from fabula.core.web import Router, Writing, part
from fabula.play.chats.attachments.keeping import Keeping
from fabula.play.chats.attachments.queries import remove_files
from fabula.play.chats.errors import AttachmentNotFound, AttachmentUnreadable
from fabula.play.chats.schemas import Attachment
from fabula.play.chats.tables import AttachmentRow

router = Router(prefix="/api/chats/attachments", tags=["chats"], responses=responses(NotSignedIn, ForeignOrigin))

TheLibrary = Annotated[Library, part(Library)]


@router.post(
    "",
    status_code=201,
    openapi_extra=UPLOAD_FORM,
    responses=responses(AttachmentUnreadable, *UPLOADING),
)
async def upload_chat_attachment(
    request: Request,
    person: CurrentUser,
    library: TheLibrary,
    session: Writing,
    keeping: Annotated[Keeping, part(Keeping)],
) -> Attachment:
    """A picture, a text or a PDF for a message that is sent within a day."""
    async with library.receiving() as incoming:
        form = await read_form(request, incoming)
        name = form.name or "file"
        read = await keeping.read(incoming, name)
        return await keeping.keep(session, person.id, incoming, name, read)


@router.delete("/{attachment_id}", status_code=204, responses=responses(AttachmentNotFound))
async def delete_chat_attachment(
    attachment_id: RowId, person: CurrentUser, session: Writing, library: TheLibrary
) -> None:
    """Take back a file that was not sent."""
    mine = select(AttachmentRow).where(
        AttachmentRow.id == attachment_id, AttachmentRow.owner_id == person.id, AttachmentRow.message_id.is_(None)
    )
    row = await session.scalar(mine)
    if row is None:
        raise AttachmentNotFound("There is no such attachment that was not sent.")
    await remove_files(session, library, [row])
