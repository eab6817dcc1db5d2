"""Takes the rows of a table into the database, some at a time; a restart goes on where it stood."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import islice
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.background import in_thread
from fabula.core.db import Database
from fabula.imaging.scripts.errors import RowsRefused, TableTooLarge
from fabula.imaging.scripts.mapping import Item
from fabula.imaging.scripts.queries import script_of
from fabula.imaging.scripts.rows import Problem
from fabula.imaging.scripts.schemas import ScriptTable
from fabula.imaging.scripts.served.opening import Openings
from fabula.imaging.scripts.survey import Survey
from fabula.imaging.scripts.tables import ItemRow, RowState, ScriptRow

AT_ONCE = 500
MOST_ITEMS = 1_000_000


async def read_rows(
    database: Database, openings: Openings, script: ScriptRow, told: Callable[[int], None] = lambda count: None
) -> None:
    """All rows of the table; if some are wrong and not to be skipped, the script fails and nothing is rendered."""
    owner = UserId(script.owner_id)
    how = ScriptTable.model_validate(script.how)
    items = await openings.items(owner, how, script.revision)
    survey = Survey()
    async with openings.table(owner, how) as table:
        found = enumerate(_counted(items.of(table.rows()), survey))
        while batch := await in_thread(lambda: list(islice(found, AT_ONCE))):
            fresh = [(number, each) for number, each in batch if number >= script.read]
            if fresh:
                async with database.writing() as session:
                    script = await _keep(session, owner, script.id, fresh, main=script.template)
            told(batch[-1][0] + 1)
    bad = survey.bad
    async with database.writing() as session:
        script = await script_of(session, owner, script.id, lock=True)
        script.is_read, script.total, script.bad = not bad or script.skip_bad, script.read, bad
        script.problems = [asdict(problem) for problem in survey.problems]
    if bad and not script.skip_bad:
        count = "1 row is wrong" if bad == 1 else f"{bad} rows are wrong"
        first = next(problem for problem in survey.problems if not problem.is_note)
        raise RowsRefused(f"{count}. {first.sentence} {first.way_out}", details={"bad": bad})


def _counted(found: Iterator[Item | Problem], survey: Survey) -> Iterator[Item]:
    for each in found:
        survey.count(each)
        if survey.items > MOST_ITEMS:
            raise TableTooLarge(f"The script makes more than {MOST_ITEMS} pictures.")
        if isinstance(each, Item):
            yield each


async def _keep(
    session: AsyncSession, owner: UserId, script_id: str, batch: list[tuple[int, Item]], *, main: str
) -> ScriptRow:
    script = await script_of(session, owner, script_id, lock=True)
    await session.execute(insert(ItemRow), [_row(script_id, number, item, main) for number, item in batch])
    script.read = batch[-1][0] + 1
    await session.flush()
    return script


def _row(script_id: str, number: int, item: Item, main: str) -> dict[str, Any]:
    return {
        "script_id": script_id,
        "number": number,
        "line": item.line,
        "key": item.key,
        "state": RowState.WAITING,
        "template": "" if item.template.id == main else item.template.id,
        "values": dict(item.values),
        "priority": item.priority,
        "destination": item.destination,
        "server": item.server,
        "persona": item.persona[:200],
        "tries": 0,
        "render_id": None,
        "reason": "",
    }
