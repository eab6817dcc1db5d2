"""What is to be seen in a picture, as the vision model tells it; the same picture is looked at once."""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass
from weakref import WeakValueDictionary

from fabula.core.accounts import UserId
from fabula.core.assets import Asset, Library
from fabula.core.db import Database
from fabula.core.pictures import Pictures
from fabula.engines.llm import ChatRequest, Picture, Sampling, gathered, system, user
from fabula.engines.registry import Choices, Chosen, ModelRole
from fabula.imaging.images.errors import ReferenceUnusable
from fabula.imaging.images.queries import keep_seen, seen_before
from fabula.imaging.images.words.tidying import spoken

LONGEST_SIDE = 1024
MOST_TOKENS = 500
LOOK = (
    "You look at a picture and describe it in English, for an image model that cannot see it. Tell, in plain sentences "
    "and at most 150 words: every object with its colours, the materials and textures, the composition (what is where, "
    "in front and behind), the light, and the style (photograph, painting, drawing, 3D). Only what is to be seen: no "
    "guesses, no names of people, no opinion, no introduction."
)
ASK = "Describe this picture for an image model."


@dataclass(frozen=True, slots=True)
class Seen:
    """A description, and the model that gave it."""

    text: str
    model: str


class Looking:
    """Describes pictures of a person, cached by their content, their owner and the model."""

    def __init__(self, database: Database, library: Library, pictures: Pictures, choices: Choices) -> None:
        self._database = database
        self._library = library
        self._pictures = pictures
        self._choices = choices
        self._under_way: WeakValueDictionary[tuple[str, str, str], asyncio.Lock] = WeakValueDictionary()

    async def describe(self, owner: UserId, asset_id: str, *, purpose: str) -> str:
        """What the vision model sees in a picture of this person; raises NoModel or ModelFailed if none can look."""
        chosen = await self._choices.model_for(ModelRole.VISION)
        asset = await self.picture(owner, asset_id)
        return await self.known(owner, asset, chosen) or (await self.look(owner, asset, chosen, purpose)).text

    async def picture(self, owner: UserId, asset_id: str) -> Asset:
        """The file, if it is a picture of theirs."""
        async with self._database.reading() as session:
            asset = await self._library.find(session, owner, asset_id)
        if asset.kind != "picture":
            raise ReferenceUnusable(f"{asset.name} is no picture.")
        return asset

    async def known(self, owner: UserId, asset: Asset, chosen: Chosen) -> str | None:
        """What was seen before."""
        async with self._database.reading() as session:
            return await seen_before(session, owner, asset.sha256, chosen.model)

    async def look(self, owner: UserId, asset: Asset, chosen: Chosen, purpose: str) -> Seen:
        """Have it looked at, once however many ask for it at the same time."""
        lock = self._under_way.setdefault((owner, asset.sha256, chosen.model), asyncio.Lock())
        async with lock:
            if earlier := await self.known(owner, asset, chosen):
                return Seen(earlier, chosen.model)
            text = await self._looked_at(owner, asset, chosen, purpose)
            async with self._database.writing() as session:
                await keep_seen(session, owner, asset.sha256, chosen.model, text)
        return Seen(text, chosen.model)

    async def _looked_at(self, owner: UserId, asset: Asset, chosen: Chosen, purpose: str) -> str:
        small = await self._pictures.for_model(await self._library.read(asset), LONGEST_SIDE)
        request = ChatRequest(
            chosen.model,
            (system(LOOK), user(ASK, Picture(small, "image/jpeg"), pinned=True)),
            sampling=Sampling(temperature=0.2),
            max_tokens=MOST_TOKENS,
            seed=0,
            thinking=False,
            owner=owner,
            purpose=purpose,
        )
        async with aclosing(chosen.models.stream(request)) as events:
            return spoken((await gathered(events)).text, chosen.model)
