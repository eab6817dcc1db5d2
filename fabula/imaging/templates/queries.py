"""Looking templates up, always within what a person may see."""

from sqlalchemy import Select, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.visibility import Thing, require_visible
from fabula.imaging.templates.errors import TemplateNameUnclear, TemplateNotFound
from fabula.imaging.templates.tables import RevisionRow, TemplateRow


def templates_for(owner_id: str) -> Select[TemplateRow]:
    """One's own, and what an admin shared with all."""
    return select(TemplateRow).where(or_(TemplateRow.owner_id == owner_id, TemplateRow.is_shared))


async def row_for(session: AsyncSession, owner_id: str, template_id: str) -> TemplateRow:
    row = await session.scalar(templates_for(owner_id).where(TemplateRow.id == template_id))
    if row is None:
        raise TemplateNotFound("There is no such template.")
    if row.owner_id != owner_id:
        await require_visible(session, UserId(owner_id), Thing.TEMPLATE, template_id)
    return row


async def row_called(session: AsyncSession, owner_id: str, called: str) -> TemplateRow:
    """By its id, or by its name: one's own goes before those that are shared."""
    try:
        return await row_for(session, owner_id, called)
    except TemplateNotFound:
        named = (await session.scalars(templates_for(owner_id).where(TemplateRow.name == called).limit(20))).all()
        found = [row for row in named if row.owner_id == owner_id] or named
        if not found:
            raise
        if len(found) > 1:
            raise TemplateNameUnclear(f"Several templates are called {called}.") from None
        return await row_for(session, owner_id, found[0].id)


async def count_of(session: AsyncSession, owner_id: str) -> int:
    counted = select(func.count()).select_from(TemplateRow).where(TemplateRow.owner_id == owner_id)
    return await session.scalar(counted) or 0


def revisions_of(template_id: str) -> Select[RevisionRow]:
    return select(RevisionRow).where(RevisionRow.template_id == template_id)


async def revision_of(session: AsyncSession, template_id: str, number: int) -> RevisionRow:
    row = await session.scalar(revisions_of(template_id).where(RevisionRow.number == number))
    if row is None:
        raise TemplateNotFound("The template has no such revision.")
    return row


async def forget_revisions(session: AsyncSession, template_id: str, up_to: int) -> None:
    await session.execute(
        delete(RevisionRow).where(RevisionRow.template_id == template_id, RevisionRow.number <= up_to)
    )
