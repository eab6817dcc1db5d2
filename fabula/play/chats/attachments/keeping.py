"""Uploaded files become attachments: looked into once, so that their text is there when it is wanted."""

from pathlib import Path
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.assets import Incoming, Library
from fabula.core.background import in_thread
from fabula.core.ids import new_id
from fabula.core.pictures import media_type_of
from fabula.play.chats.attachments.encodings import decoded
from fabula.play.chats.attachments.pdf import MOST_CHARACTERS, text_of_pdf
from fabula.play.chats.attachments.queries import attachment_view
from fabula.play.chats.errors import AttachmentUnreadable
from fabula.play.chats.schemas import Attachment
from fabula.play.chats.tables import AttachmentRow

PDF = b"%PDF-"
LARGEST_TEXT = 8 * 1024**2
LARGEST_PDF = 50 * 1024**2


class Read(NamedTuple):
    """What was found in a file."""

    kind: str
    text: str = ""
    pages: int | None = None


class Keeping:
    """Stores what people attach, for a message that is not sent yet."""

    def __init__(self, library: Library) -> None:
        self._library = library

    async def read(self, incoming: Incoming, name: str) -> Read:
        """Before the transaction begins; raises where a model could do nothing with the file."""
        if media_type_of(incoming.start) is not None:
            return Read("picture")
        if incoming.start.lstrip().startswith(PDF):
            return await self._pdf(incoming, name)
        _require_small(incoming, name, LARGEST_TEXT)
        text = await in_thread(_decoded, incoming.path)
        if text is None:
            raise AttachmentUnreadable(f"{name} is neither a picture, nor a PDF, nor text.")
        return Read("text", text[:MOST_CHARACTERS])

    async def keep(self, session: AsyncSession, owner: UserId, incoming: Incoming, name: str, read: Read) -> Attachment:
        asset = await self._library.store(session, owner, incoming, name)
        row = AttachmentRow(
            id=new_id(),
            owner_id=owner,
            asset_id=asset.id,
            kind=read.kind,
            name=asset.name,
            text=read.text,
            pages=read.pages,
        )
        session.add(row)
        await session.flush()
        return attachment_view(row, asset)

    async def _pdf(self, incoming: Incoming, name: str) -> Read:
        _require_small(incoming, name, LARGEST_PDF)
        found = await text_of_pdf(await in_thread(Path.read_bytes, incoming.path))
        if found.error:
            raise AttachmentUnreadable(f"{name}: {found.error}")
        if not found.text.strip():
            raise AttachmentUnreadable(
                f"{name} holds no text, only pictures of its {found.pages} pages.",
                hint="Attach its pages as pictures, or a PDF with text in it.",
            )
        return Read("pdf", found.text, found.pages)


def _decoded(path: Path) -> str | None:
    return decoded(path.read_bytes())


def _require_small(incoming: Incoming, name: str, most: int) -> None:
    if incoming.bytes > most:
        raise AttachmentUnreadable(
            f"{name} is larger than the {most // 1024**2} MB that are read as text.",
            hint="Attach the part that matters.",
        )
