"""Rows of drawings as people see them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.assets import Library
from fabula.core.runs import Run, Runs
from fabula.core.runs.live import Live
from fabula.imaging.images.schemas import Drawing, DrawingWish, Variant
from fabula.imaging.images.tables import DrawingRow
from fabula.imaging.renders.gallery.queries import Made, made_in
from fabula.imaging.renders.pool import Pool

KIND = "image"


class Drawings:
    """Joins a drawing's row with its run, its files, and the pictures that its renders made."""

    def __init__(self, runs: Runs, library: Library, pool: Pool) -> None:
        self._runs = runs
        self._library = library
        self._pool = pool

    async def shown(self, session: AsyncSession, owner: UserId, rows: Sequence[DrawingRow]) -> list[Drawing]:
        """These rows as drawings on the wire, in their order."""
        ids = [row.id for row in rows]
        runs = await self._runs.find(session, owner, ids)
        files = [file for row in rows for file in (row.reference_id, row.mask_id) if file]
        assets = await self._library.several(session, owner, files)
        made: defaultdict[str, list[Made]] = defaultdict(list)
        for each in await made_in(session, owner, ids):
            made[each.picture.group_id].append(each)
        return [
            Drawing(
                run=runs.get(row.id) or _remembered(row),
                wish=DrawingWish.model_validate(row.wish),
                reference=assets.get(row.reference_id or ""),
                mask=assets.get(row.mask_id or ""),
                parent_id=row.parent_id,
                seen=row.seen,
                seen_by=row.seen_by,
                prompt=row.prompt,
                negative=row.negative,
                written_by=row.written_by,
                settings=row.settings,
                template=row.template,
                template_name=row.template_name,
                revision=row.revision,
                notes=row.notes,
                variants=self._variants(row, made[row.id]),
            )
            for row in rows
        ]

    def _variants(self, row: DrawingRow, made: Sequence[Made]) -> list[Variant]:
        return [self._variant(row, place, each) for place, each in enumerate(made)]

    def _variant(self, row: DrawingRow, place: int, made: Made) -> Variant:
        picture = made.picture
        url = f"/api/assets/{picture.asset_id}"
        return Variant(
            place=place,
            picture_id=picture.id,
            render_id=picture.render_id,
            asset_id=picture.asset_id,
            url=f"{url}/content",
            thumbnail_url=f"{url}/thumbnail",
            seed=picture.seed,
            width=picture.width,
            height=picture.height,
            server=self._pool.name_of(made.server_id) if made.server_id else None,
            demo=picture.demo,
            is_picked=picture.id == row.picked_id,
        )


def _remembered(row: DrawingRow) -> Run:
    """The run of a drawing whose record was deleted after its time: the pictures are kept longer."""
    blank: Mapping[str, None] = dict.fromkeys(Live.model_fields)
    return Run(
        id=row.id,
        kind=KIND,
        title=row.title,
        state="done",
        live=Live.model_validate(blank),
        input=row.wish,
        result=None,
        error=None,
        demo=False,
        href=row.href,
        retryable=False,
        created_at=row.created_at,
        started_at=None,
        finished_at=None,
        last_seq=0,
    )
