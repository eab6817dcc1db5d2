"""Makes the reference and its mask fit for the engine, once for each pair of them."""

from dataclasses import dataclass

from fabula.core.accounts import UserId
from fabula.core.assets import Asset, Library
from fabula.core.db import Database
from fabula.core.pictures import Pictures, fitted_size
from fabula.imaging.images.errors import ReferenceUnusable
from fabula.imaging.images.queries import drawing_of, fitted_before
from fabula.imaging.images.tables import DrawingRow

PLAIN = ("image/png", "image/jpeg")


@dataclass(frozen=True, slots=True)
class Fit:
    """The files that an engine gets."""

    picture: str
    mask: str | None


class References:
    """Pictures of people, as engines take them: of a bearable size, upright, without surprises."""

    def __init__(self, database: Database, library: Library, pictures: Pictures, longest: int) -> None:
        self._database = database
        self._library = library
        self._pictures = pictures
        self._longest = longest

    async def fit(self, row: DrawingRow, *, has_own_hole: bool) -> Fit | None:
        """The fitted files of a drawing; those of an earlier one with the same files are taken again."""
        if row.reference_id is None:
            return None
        if row.fitted_id is not None:
            return Fit(row.fitted_id, row.fitted_mask_id)
        owner = UserId(row.owner_id)
        if (earlier := await self._earlier(owner, row, has_own_hole)) is not None:
            return await self._noted(owner, row, earlier)
        async with self._database.reading() as session:
            reference = await self._library.find(session, owner, row.reference_id)
            mask = await self._library.find(session, owner, row.mask_id) if row.mask_id else None
        if mask is None and self._fits(reference):
            return await self._noted(owner, row, Fit(reference.id, None))
        return await self._made(owner, row, reference, mask, has_own_hole)

    def _fits(self, asset: Asset) -> bool:
        return asset.media_type in PLAIN and max(asset.width or 0, asset.height or 0) <= self._longest

    async def _earlier(self, owner: UserId, row: DrawingRow, has_own_hole: bool) -> Fit | None:
        async with self._database.reading() as session:
            known = await fitted_before(session, row)
            if known is None or known.fitted_id is None:
                return None
            if row.mask_id is not None and (known.fitted_mask_id is None) != has_own_hole:
                return None
            wanted = {known.fitted_id, known.fitted_mask_id} - {None}
            there = await self._library.several(session, owner, [each for each in wanted if each])
        return Fit(known.fitted_id, known.fitted_mask_id) if there.keys() == wanted else None

    async def _made(
        self, owner: UserId, row: DrawingRow, reference: Asset, mask: Asset | None, has_own_hole: bool
    ) -> Fit:
        data = await self._library.read(reference)
        painted = await self._library.read(mask) if mask else None
        white: bytes | None = None
        if painted is not None and has_own_hole:
            picture = await self._pictures.with_hole(data, painted, self._longest)
        else:
            picture = await self._pictures.fitted(data, self._longest)
            size = fitted_size(reference.width or 1, reference.height or 1, self._longest)
            white = await self._pictures.fitted_mask(painted, size) if painted is not None else None
        async with self._database.writing() as session:
            made = {"kind": "reference", "of": reference.id}
            kept = await self._library.store(
                session, owner, picture, f"reference-{row.id}.png", provenance=made, whatever_it_takes=True
            )
            own = (
                await self._library.store(
                    session, owner, white, f"mask-{row.id}.png", provenance=made, whatever_it_takes=True
                )
                if white is not None
                else None
            )
            if kept.width is None:
                raise ReferenceUnusable(f"{reference.name} could not be made fit.")
            fresh = await drawing_of(session, owner, row.id)
            fresh.fitted_id, fresh.fitted_mask_id = kept.id, own.id if own else None
        return Fit(kept.id, own.id if own else None)

    async def _noted(self, owner: UserId, row: DrawingRow, fit: Fit) -> Fit:
        async with self._database.writing() as session:
            fresh = await drawing_of(session, owner, row.id)
            fresh.fitted_id, fresh.fitted_mask_id = fit.picture, fit.mask
        return fit
