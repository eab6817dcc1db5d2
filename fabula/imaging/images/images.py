"""What other rooms ask for: a drawing is started, told of, and its best picture picked."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.limits import Use
from fabula.core.runs import Kind, Run, Runs
from fabula.imaging.images.errors import VariantNotFound
from fabula.imaging.images.intents import Intents
from fabula.imaging.images.queries import drawing_of, drawings_of
from fabula.imaging.images.schemas import Drawing, DrawingWish
from fabula.imaging.images.suiting import require_suitable
from fabula.imaging.images.tables import DrawingRow
from fabula.imaging.images.views import Drawings
from fabula.imaging.templates import Templates


class Images:
    """Drawings of people: words become pictures, pictures become other pictures."""

    def __init__(
        self, runs: Runs, kind: Kind[DrawingWish], intents: Intents, templates: Templates, drawings: Drawings
    ) -> None:
        self._runs = runs
        self._kind = kind
        self._intents = intents
        self._templates = templates
        self._drawings = drawings

    async def start(
        self,
        session: AsyncSession,
        owner: UserId,
        wish: DrawingWish,
        *,
        key: str | None = None,
        title: str | None = None,
        href: str | None = None,
    ) -> Run:
        """Accept a drawing within this transaction; the same key answers with the run that it started first."""
        row = await self._intents.of(session, owner, wish, title)
        if wish.template is not None:
            require_suitable(await self._templates.find(session, owner, wish.template), wish)
        row.href = href
        run = await self._runs.start(
            session,
            self._kind,
            wish,
            owner=owner,
            key=key,
            title=row.title,
            href=href,
            needs={Use.PICTURES: wish.count, Use.STORAGE: 1},
        )
        if await session.get(DrawingRow, run.id) is None:
            row.id = run.id
            session.add(row)
            await session.flush()
        return run

    async def of(self, session: AsyncSession, owner: UserId, run_ids: Sequence[str]) -> dict[str, Drawing]:
        """Those of these drawings that exist and are theirs."""
        if not run_ids:
            return {}
        rows = (await session.scalars(drawings_of(owner).where(DrawingRow.id.in_(run_ids)))).all()
        return {drawing.run.id: drawing for drawing in await self._drawings.shown(session, owner, rows)}

    async def shown(self, session: AsyncSession, owner: UserId, rows: Sequence[DrawingRow]) -> list[Drawing]:
        """These rows of theirs, as they stand now."""
        return await self._drawings.shown(session, owner, rows)

    async def pick(self, session: AsyncSession, owner: UserId, run_id: str, place: int) -> None:
        """This picture is the best one."""
        row = await drawing_of(session, owner, run_id)
        [drawing] = await self.shown(session, owner, [row])
        chosen = next((variant for variant in drawing.variants if variant.place == place), None)
        if chosen is None:
            raise VariantNotFound("The drawing has no picture at this place.")
        row.picked_id = chosen.picture_id
        await session.flush()

    async def history(self, session: AsyncSession, owner: UserId, run_id: str, limit: int = 50) -> list[Drawing]:
        """The drawing, and those from whose pictures it came, newest first."""
        rows: list[DrawingRow] = []
        row: DrawingRow | None = await drawing_of(session, owner, run_id)
        while row is not None and len(rows) < limit:
            rows.append(row)
            earlier = drawings_of(owner).where(DrawingRow.id == row.parent_id) if row.parent_id else None
            row = await session.scalar(earlier) if earlier is not None else None
        return await self._drawings.shown(session, owner, rows)
