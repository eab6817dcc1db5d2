"""What people do with scripts: look at a table, keep it, begin, pause, stop, try again, throw away."""

from collections.abc import Sequence
from dataclasses import asdict
from itertools import islice

from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.assets import Library
from fabula.core.background import in_thread
from fabula.core.db import Database
from fabula.core.runs import Run, Runs
from fabula.imaging.renders.pool import Pool
from fabula.imaging.scripts.errors import MappingUnclear, ScriptBusy, TableUnreadable
from fabula.imaging.scripts.mapping import Items, Reserved, guess
from fabula.imaging.scripts.mapping.mapper import CellRefused
from fabula.imaging.scripts.queries import forget_items, script_of, scripts_of, wait_again
from fabula.imaging.scripts.rows import Problem, Row, Table
from fabula.imaging.scripts.schemas import (
    Column,
    DryRun,
    NewScript,
    Preview,
    RowProblem,
    ScriptTable,
    ServerLack,
)
from fabula.imaging.scripts.served.feeding import Feeder, ScriptInput, stop
from fabula.imaging.scripts.served.opening import Openings
from fabula.imaging.scripts.survey import Survey, lacking
from fabula.imaging.scripts.tables import RowState, ScriptRow
from fabula.imaging.templates import finding_infos

SHOWN_ROWS = 20
LOOKED_AT = 10_000
MOST_SCRIPTS = 1_000


class Scripts:
    """The verbs of this room."""

    def __init__(
        self, database: Database, library: Library, runs: Runs, pool: Pool, openings: Openings, feeder: Feeder
    ) -> None:
        self._database = database
        self._library = library
        self._runs = runs
        self._pool = pool
        self._openings = openings
        self._feeder = feeder

    async def preview(self, owner: UserId, how: ScriptTable) -> Preview:
        """The first rows, where their columns would go, and what is wrong; nothing is kept."""
        async with self._openings.table(owner, how) as table:
            lenient = how.model_copy(update={"columns": {}, "key": ""})
            columns_of = await self._openings.items(owner, how if await self._fits(owner, how) else lenient)
            rows, columns = await in_thread(_first_rows, table, columns_of, how)
            survey, is_complete = await in_thread(_surveyed, table, columns_of)
        return Preview(
            format=table.format,
            encoding=table.encoding,
            delimiter=table.delimiter,
            template=columns_of.template.id,
            template_name=columns_of.template.name,
            columns=columns,
            rows=[dict(row.cells) for row in rows],
            lines=[row.line for row in rows],
            pictures=survey.items,
            bad=survey.bad,
            is_complete=is_complete,
            problems=_problems(survey.problems),
        )

    async def _fits(self, owner: UserId, how: ScriptTable) -> bool:
        """Raises what is wrong with the mapping itself."""
        await self._openings.items(owner, how)
        return True

    async def dry_run(self, owner: UserId, how: ScriptTable) -> DryRun:
        """How many pictures there would be, and which server could make them."""
        items = await self._openings.items(owner, how)
        async with self._openings.table(owner, how) as table:
            survey, is_complete = await in_thread(_surveyed, table, items)
        hosts = self._pool.hosts
        missing = lacking(survey, hosts)
        servers = [
            ServerLack(
                server=host.server.name,
                is_there=host.is_there,
                reason="" if host.is_there else host.reason or "It does not answer.",
                missing=finding_infos(missing[host.server.name]),
            )
            for host in hosts
        ]
        return DryRun(
            pictures=survey.items,
            bad=survey.bad,
            is_complete=is_complete,
            problems=_problems(survey.problems),
            servers=servers,
        )

    async def create(self, owner: UserId, given: NewScript) -> ScriptRow:
        """Keep a script, and begin with it if that is wanted."""
        how = ScriptTable.model_validate(given.model_dump(include=set(ScriptTable.model_fields)))
        items = await self._openings.items(owner, how)
        async with self._openings.table(owner, how) as table:
            await in_thread(_require_rows, table)
            how = how.model_copy(
                update={
                    "format": table.format.value,
                    "encoding": table.encoding,
                    "delimiter": table.delimiter,
                    "template": items.template.id,
                }
            )
        async with self._database.writing() as session:
            asset = await self._library.find(session, owner, how.asset_id)
            if len((await session.scalars(scripts_of(owner).limit(MOST_SCRIPTS))).all()) == MOST_SCRIPTS:
                raise ScriptBusy(f"You have {MOST_SCRIPTS} scripts.", hint="Delete some first.")
            script = ScriptRow(
                owner_id=owner,
                title=given.title or asset.name,
                asset_id=asset.id,
                file_name=asset.name,
                template=items.template.id,
                template_name=items.template.name,
                revision=items.template.revision,
                how=how.model_dump(mode="json"),
                skip_bad=given.skip_bad,
                problems=[],
            )
            session.add(script)
            await session.flush()
            if given.start:
                await self._begin(session, owner, script)
        return script

    async def start(self, session: AsyncSession, owner: UserId, script_id: str, *, skip_bad: bool) -> ScriptRow:
        """Begin, or go on after a pause or a stop."""
        script = await script_of(session, owner, script_id, lock=True)
        script.skip_bad = script.skip_bad or skip_bad
        if await self.is_under_way(session, script):
            if not script.is_paused:
                raise ScriptBusy("The script is under way already.")
            script.is_paused = False
            return script
        if script.cancelled:
            await wait_again(session, script.id, RowState.CANCELLED)
            script.cancelled = 0
        if script.is_read and script.done + script.failed >= script.total:
            raise ScriptBusy("All rows of the script have ended.", hint="Failed ones can be tried again.")
        await self._begin(session, owner, script)
        return script

    async def retry(self, session: AsyncSession, owner: UserId, script_id: str) -> ScriptRow:
        """Try the failed rows again."""
        script = await script_of(session, owner, script_id, lock=True)
        if not script.failed:
            raise ScriptBusy("No row of the script has failed.")
        await wait_again(session, script.id, RowState.FAILED)
        script.failed = 0
        if not await self.is_under_way(session, script):
            await self._begin(session, owner, script)
        return script

    async def pause(self, session: AsyncSession, owner: UserId, script_id: str) -> ScriptRow:
        """Begin no more rows for now; what is under way comes to its end."""
        script = await script_of(session, owner, script_id, lock=True)
        if not await self.is_under_way(session, script):
            raise ScriptBusy("The script is not under way.")
        script.is_paused = True
        return script

    async def cancel(self, session: AsyncSession, owner: UserId, script_id: str) -> ScriptRow:
        """Stop it, with the renders that are under way; it can be started again."""
        script = await script_of(session, owner, script_id, lock=True)
        if not await self.is_under_way(session, script):
            raise ScriptBusy("The script is not under way.")
        await stop(session, self._runs, script)
        assert script.run_id is not None
        await self._runs.cancel(session, owner, script.run_id)
        return script

    async def delete(self, owner: UserId, script_id: str) -> None:
        """Forget the script; its pictures stay in the gallery."""
        async with self._database.reading() as session:
            script = await script_of(session, owner, script_id)
            if await self.is_under_way(session, script):
                raise ScriptBusy("The script is under way.", hint="Stop it first.")
        more = True
        while more:
            async with self._database.writing() as session:
                more = await forget_items(session, script_id)
        async with self._database.writing() as session:
            await session.delete(await script_of(session, owner, script_id, lock=True))

    async def run_of(self, session: AsyncSession, script: ScriptRow) -> Run | None:
        """The newest run of the script."""
        if script.run_id is None:
            return None
        return (await self._runs.find(session, UserId(script.owner_id), [script.run_id])).get(script.run_id)

    async def is_under_way(self, session: AsyncSession, script: ScriptRow) -> bool:
        run = await self.run_of(session, script)
        return run is not None and run.state in ("queued", "running")

    async def _begin(self, session: AsyncSession, owner: UserId, script: ScriptRow) -> None:
        script.round += 1
        script.is_paused = script.is_stopped = False
        ended = script.done + script.failed + script.cancelled
        given = ScriptInput(script=script.id, round=script.round, ended_before=ended)
        run = await self._runs.start(
            session, self._feeder.kind, given, owner=owner, title=script.title, href=f"/images/scripts/{script.id}"
        )
        script.run_id = run.id


def _require_rows(table: Table) -> None:
    if next(iter(table.rows()), None) is None:
        raise TableUnreadable(
            "The table has no rows.", hint="The first line names the columns, then comes one row a line."
        )


def _first_rows(table: Table, items: Items, how: ScriptTable) -> tuple[list[Row], list[Column]]:
    rows = list(islice((each for each in table.rows() if isinstance(each, Row)), SHOWN_ROWS))
    names = list(dict.fromkeys(name for row in rows for name in row.cells))
    return rows, [_column(name, items, how) for name in names]


def _column(name: str, items: Items, how: ScriptTable) -> Column:
    try:
        target = items.main.target(name)
    except CellRefused as error:
        return Column(name=name, target=None, is_guess=False, problem=error.message)
    if target is None:
        return Column(name=name, target=None, is_guess=False, problem="")
    if isinstance(target, Reserved):
        return Column(name=name, target=target.value, is_guess=name not in how.columns, problem="")
    found = guess(name, items.template)
    is_guess = name not in how.columns and not (found and found.is_exact)
    return Column(name=name, target=target.name, is_guess=is_guess, problem="")


def _surveyed(table: Table, items: Items) -> tuple[Survey, bool]:
    """What is found in the first rows, and whether these were all."""
    survey = Survey()
    found = items.of(table.rows())
    try:
        survey.look(islice(found, LOOKED_AT))
    except (TableUnreadable, MappingUnclear) as error:
        survey.count(Problem(0, "", error.message, error.way_out))
        return survey, True
    return survey, next(found, None) is None


def _problems(problems: Sequence[Problem]) -> list[RowProblem]:
    return [RowProblem(**asdict(problem)) for problem in problems]
