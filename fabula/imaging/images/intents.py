"""What a wish means for this person: its files are theirs and belong together, and it may go on from a drawing."""

from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.assets import Asset, Library
from fabula.core.pictures import fitted_size
from fabula.imaging.images.errors import MaskUnusable, ReferenceUnusable
from fabula.imaging.images.schemas import DrawingWish
from fabula.imaging.images.tables import DrawingRow
from fabula.imaging.renders.gallery.queries import source_of

SMALLEST_SIDE = 32
SHORT_TITLE = 80
SOURCE = "image:"


class Intents:
    """Wishes become rows, if they make sense."""

    def __init__(self, library: Library, longest: int) -> None:
        self._library = library
        self._longest = longest

    async def of(self, session: AsyncSession, owner: UserId, wish: DrawingWish, title: str | None = None) -> DrawingRow:
        """The row of a wish that can be tried."""
        if wish.mask is not None and wish.reference is None:
            raise MaskUnusable("A mask without a picture changes nothing.")
        reference = await self._reference(session, owner, wish.reference) if wish.reference else None
        if reference is not None and wish.mask is not None:
            await self._require_mask(session, owner, wish.mask, reference)
        source = await source_of(session, owner, reference.id) if reference else ""
        return DrawingRow(
            owner_id=owner,
            title=title or " ".join(wish.description.split())[:SHORT_TITLE],
            wish=wish.model_dump(mode="json"),
            reference_id=wish.reference,
            mask_id=wish.mask,
            parent_id=source.removeprefix(SOURCE) if source.startswith(SOURCE) else None,
        )

    async def _reference(self, session: AsyncSession, owner: UserId, asset_id: str) -> Asset:
        asset = await self._library.find(session, owner, asset_id)
        if asset.kind != "picture" or not asset.width or not asset.height:
            raise ReferenceUnusable(f"{asset.name} is no picture.")
        if min(fitted_size(asset.width, asset.height, self._longest)) < SMALLEST_SIDE:
            raise ReferenceUnusable(
                f"{asset.name} is {asset.width} × {asset.height} pixels, which is too small or too narrow to draw from."
            )
        return asset

    async def _require_mask(self, session: AsyncSession, owner: UserId, mask_id: str, reference: Asset) -> None:
        mask = await self._library.find(session, owner, mask_id)
        if mask.kind != "picture":
            raise MaskUnusable(f"{mask.name} is no picture.")
        if (mask.width, mask.height) != (reference.width, reference.height):
            raise MaskUnusable(
                f"The mask is {mask.width} × {mask.height} pixels, the picture {reference.width} × {reference.height}."
            )
