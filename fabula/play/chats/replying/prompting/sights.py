"""Pictures for models: as they are for those that see, in words for those that only read."""

import logging
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fabula.core.accounts import UserId
from fabula.core.assets import Library
from fabula.core.db import Database
from fabula.core.errors import FabulaError
from fabula.core.pictures import Pictures
from fabula.engines.llm import Picture
from fabula.play.chats.attachments.looking import Looking
from fabula.play.chats.replying.prompting.models import Mouth, Mouths
from fabula.play.chats.tables import AttachmentRow

log = logging.getLogger(__name__)

MOST_PICTURES = 6
SIDE = 1024
PURPOSE = "chat"


class Sight(NamedTuple):
    """One picture as a model gets it."""

    words: str
    picture: Picture | None = None


class Sights:
    """The newest pictures of a conversation; of older ones only the name is told."""

    def __init__(
        self, database: Database, library: Library, pictures: Pictures, mouths: Mouths, looking: Looking | None
    ) -> None:
        self._database = database
        self._library = library
        self._pictures = pictures
        self._mouths = mouths
        self._looking = looking

    def look_with(self, looking: Looking) -> None:
        """From now on, models that only read get pictures in these words."""
        self._looking = looking

    async def of(self, files: Mapping[str, Sequence[AttachmentRow]], mouth: Mouth, owner: UserId) -> dict[str, Sight]:
        """By attachment; one that cannot be looked at never hinders the reply."""
        shown = [file for beside in files.values() for file in beside if file.kind == "picture"]
        sees = await self._mouths.can_see(mouth)
        sights = {file.id: Sight(f"[Picture “{file.name}”]") for file in shown[:-MOST_PICTURES]}
        for file in shown[-MOST_PICTURES:]:
            sights[file.id] = await (self._seen(file, owner) if sees else self._told(file, owner))
        return sights

    async def _seen(self, file: AttachmentRow, owner: UserId) -> Sight:
        try:
            async with self._database.reading() as session:
                asset = await self._library.find(session, owner, file.asset_id)
            data = b"".join([part async for part in await self._library.open(asset)])
            return Sight("", Picture(await self._pictures.for_model(data, SIDE), "image/jpeg"))
        except FabulaError as error:
            log.warning("a picture of a chat could not be shown to its model: %s", error.message)
            return Sight(f"[Picture “{file.name}”, which cannot be opened any more]")

    async def _told(self, file: AttachmentRow, owner: UserId) -> Sight:
        if self._looking is None:
            return Sight(f"[Picture “{file.name}”, which this model cannot see]")
        try:
            seen = await self._looking.describe(owner, file.asset_id, purpose=PURPOSE)
        except FabulaError as error:
            log.warning("a picture of a chat could not be described: %s", error.message)
            return Sight(f"[Picture “{file.name}”, which this model cannot see: {error.message}]")
        return Sight(f"[Picture “{file.name}”, as another model describes it: {seen}]")
