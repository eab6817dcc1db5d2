"""Rows of pictures as people see them."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from fabula.imaging.renders.gallery.queries import variants_of
from fabula.imaging.renders.gallery.schemas import Picture
from fabula.imaging.renders.tables import PictureRow


async def shown(session: AsyncSession, rows: Sequence[PictureRow]) -> list[Picture]:
    """These rows as pictures on the wire."""
    variants: Mapping[str, int] = await variants_of(session, rows) if rows else {}
    return [_picture(row, variants.get(row.group_id, 1)) for row in rows]


def _picture(row: PictureRow, variants: int) -> Picture:
    url = f"/api/assets/{row.asset_id}"
    return Picture(
        id=row.id,
        render_id=row.render_id,
        group_id=row.group_id,
        asset_id=row.asset_id,
        created_at=row.created_at,
        title=row.title,
        template=row.template,
        source=row.source,
        seed=row.seed,
        media_type=row.media_type,
        width=row.width,
        height=row.height,
        favourite=row.favourite,
        demo=row.demo,
        variants=variants,
        url=f"{url}/content",
        thumbnail_url=f"{url}/thumbnail" if row.media_type.startswith("image/") else None,
    )
