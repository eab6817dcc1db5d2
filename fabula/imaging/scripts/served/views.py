"""Scripts and their rows as people see them."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.runs import Run
from fabula.imaging.renders import Views
from fabula.imaging.renders.orders.queries import renders_of
from fabula.imaging.renders.orders.schemas import Render
from fabula.imaging.scripts.schemas import RowProblem, Script, ScriptItem, ScriptState, ScriptTable
from fabula.imaging.scripts.tables import ItemRow, ScriptRow


def script_view(script: ScriptRow, run: Run | None) -> Script:
    ended = script.done + script.failed + script.cancelled
    return Script(
        id=script.id,
        created_at=script.created_at,
        title=script.title,
        file_name=script.file_name,
        template=script.template,
        template_name=script.template_name,
        revision=script.revision,
        table=ScriptTable.model_validate(script.how),
        skip_bad=script.skip_bad,
        state=_state(script, run),
        total=max(script.total, script.read),
        waiting=max(0, max(script.total, script.read) - ended),
        done=script.done,
        failed=script.failed,
        cancelled=script.cancelled,
        bad=script.bad,
        problems=[RowProblem.model_validate(problem) for problem in script.problems],
        run=run,
    )


def _state(script: ScriptRow, run: Run | None) -> ScriptState:
    if run is None:
        return "draft"
    if run.state in ("queued", "running"):
        return "paused" if script.is_paused else "running" if script.is_read else "reading"
    if run.state == "cancelled":
        return "cancelled"
    return "failed" if run.state == "failed" or script.failed else "done"


async def item_views(
    session: AsyncSession, owner: UserId, views: Views, items: Sequence[ItemRow], script: ScriptRow
) -> list[ScriptItem]:
    """Rows with what their renders made."""
    rows = await renders_of(session, owner, [item.render_id for item in items if item.render_id])
    renders = {render.id: render for render in await views.of(session, owner, rows)}
    return [_item(item, renders.get(item.render_id or ""), script) for item in items]


def _item(item: ItemRow, render: Render | None, script: ScriptRow) -> ScriptItem:
    return ScriptItem(
        number=item.number,
        line=item.line,
        key=item.key,
        state=item.state,  # pyright: ignore[reportArgumentType] - the column holds nothing else
        template=item.template or script.template,
        values=dict(render.values) if render else item.values,
        priority=item.priority,
        destination=item.destination,
        server=(render.server if render else None) or item.server,
        persona=item.persona,
        attempts=len(render.attempts) + 1 if render else 0,
        seconds=render.seconds if render else None,
        seed=render.seed if render else None,
        render_id=item.render_id,
        reason=item.reason,
        pictures=render.pictures if render else [],
    )
