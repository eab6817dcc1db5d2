"""Feeds rows to the servers: a bounded window of them is under way, the rest stays in the file."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from fabula.core.background import Background, in_thread
from fabula.imaging.renders.pool import Host, Pool
from fabula.imaging.scripts.alone.carrier import Carrier
from fabula.imaging.scripts.alone.folder import Folder
from fabula.imaging.scripts.alone.report import Line, RowState
from fabula.imaging.scripts.mapping import Item, Items
from fabula.imaging.scripts.rows import Problem, Rows
from fabula.imaging.scripts.survey import Survey, lacking

BATCH = 200
WINDOW = 2
FIRST_ANSWER_S = 10.0


@dataclass(frozen=True, slots=True)
class Wishes:
    """Which rows are to be rendered, and when to stop."""

    only_failed: bool = False
    limit: int | None = None
    stop_after_failures: int | None = None


@dataclass(slots=True)
class Tally:
    """How far it came."""

    total: int = 0
    skipped: int = 0
    done: int = 0
    failed: int = 0
    cancelled: int = 0
    under_way: int = 0
    last_failure: str = ""
    is_stopped: bool = False
    on_change: Callable[[Line], None] = field(default=lambda line: None)

    @property
    def ended(self) -> int:
        return self.done + self.failed + self.cancelled

    def count(self, line: Line) -> None:
        self.done += line.state is RowState.DONE
        self.failed += line.state is RowState.FAILED
        if line.state is RowState.FAILED:
            self.last_failure = f"{line.key}: {line.reason}"
        self.on_change(line)


class Running:
    """One start of `fabula render` without a server of ours."""

    def __init__(
        self, pool: Pool, folder: Folder, items: Items, rows: Callable[[], Rows], files: Path, wishes: Wishes
    ) -> None:
        self._pool = pool
        self._folder = folder
        self._items = items
        self._rows = rows
        self._wishes = wishes
        self._carrier = Carrier(pool, folder, files)
        self._background = Background()

    def wants(self, item: Item) -> bool:
        """Done is done; what failed or was cancelled is tried again."""
        state = self._folder.report.state_of(item.key, item.content)
        return state is RowState.FAILED if self._wishes.only_failed else state is not RowState.DONE

    async def survey(self) -> Survey:
        """Look through all rows before the first one is rendered."""
        return await in_thread(lambda: Survey().look(self._items.of(self._rows()), self.wants))

    def missing(self, survey: Survey) -> dict[str, list[str]]:
        """By server, what keeps it from rendering some of these rows."""
        found = lacking(survey, self._pool.hosts)
        return {name: [str(each) for each in findings] for name, findings in found.items()}

    async def run(self, tally: Tally) -> Tally:
        """Render all that is wanted; when cancelled, what is under way is taken back from the servers."""
        under_way: set[asyncio.Task[None]] = set()
        try:
            async for item in self._wanted():
                while len(under_way) >= self._window():
                    _, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                if self._has_failed_enough(tally):
                    tally.is_stopped = True
                    break
                under_way.add(self._background.start(self._carry(item, tally), name=f"row {item.key}"))
                tally.under_way = len(under_way)
            if under_way:
                await asyncio.wait(under_way)
        finally:
            tally.cancelled += sum(not task.done() for task in under_way)
            await self._background.close(grace_s=8.0)
            tally.under_way = 0
        return tally

    async def _carry(self, item: Item, tally: Tally) -> None:
        tally.count(await self._carrier.carry(item))

    def _has_failed_enough(self, tally: Tally) -> bool:
        return self._wishes.stop_after_failures is not None and tally.failed >= self._wishes.stop_after_failures

    def _window(self) -> int:
        return max(1, WINDOW * sum(host.server.ahead for host in self._pool.hosts))

    async def _wanted(self) -> AsyncIterator[Item]:
        found = self._still_wanted()
        while batch := await in_thread(lambda: list(islice(found, BATCH))):
            for item in batch:
                yield item

    def _still_wanted(self) -> Iterator[Item]:
        wanted = (item for item in self._items.of(self._rows()) if not isinstance(item, Problem) and self.wants(item))
        return islice(wanted, self._wishes.limit)


async def servers_known(pool: Pool) -> Sequence[Host]:
    """Wait a moment until every server has said what it can do, or that it is away."""
    with suppress(TimeoutError):
        async with asyncio.timeout(FIRST_ANSWER_S):
            while any(not host.is_known and not host.reason for host in pool.hosts):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    return pool.hosts
