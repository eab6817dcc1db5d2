"""The one door to the durable engine (DBOS): it remembers which runs go on and what their steps returned.

It is imported when it is first needed, because that costs more than a second.
Everything it stores is an id, a step's name or a step's small JSON result.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from pydantic import JsonValue

from fabula.core.background import Background, in_thread
from fabula.core.db import is_outage
from fabula.core.runs.nodes.node import Node

if TYPE_CHECKING:
    from sqlalchemy import Engine

log = logging.getLogger(__name__)

Carry = Callable[[str], Awaitable[None]]
T = TypeVar("T")

APPLICATION = "fabula"
# Never the source's hash: an edit of any handler would strand what is unfinished.
VERSION = "1"
WORKFLOW = "fabula.run"
THREADS = 8
FORGET_AT_ONCE = 500
HANDED_AT_ONCE = 500
MOST_LISTED = 10_000
TAKEN_UP_FOR_EVER = 1_000_000

_carry: Carry | None = None
_workflow: Any = None


class Known(Enum):
    """What the engine knows of a run."""

    NOTHING = auto()
    WAITS = auto()
    GOES_ON = auto()
    ENDED = auto()


class Standing(NamedTuple):
    """What the engine knows of a run, and which process it believes to be at it."""

    known: Known
    node: str | None


UNHEARD = Standing(Known.NOTHING, None)


@dataclass(frozen=True, slots=True)
class Store:
    """Where the engine keeps its tables: a SQLite file of its own, or a PostgreSQL database."""

    file: Path | None
    url: str

    @classmethod
    def in_file(cls, file: Path) -> "Store":
        return cls(file, f"sqlite:///{file}")

    @classmethod
    def on_server(cls, url: str) -> "Store":
        return cls(None, url)


class Durable:
    """Starts runs and their steps, and finds after a crash what was not finished."""

    def __init__(self, store: Store, node: Node, background: Background) -> None:
        self._store = store
        self._node = node
        self._background = background
        self._launched = False
        self._connections: Engine | None = None

    @property
    def is_launched(self) -> bool:
        return self._launched

    async def launch(self, carry: Carry) -> None:
        """Open the store and go on with what this node left unfinished."""
        global _carry
        await in_thread(_load)
        from dbos import DBOS

        _carry = carry
        if self._store.file is None:
            # The launch would do it too, but there the loop waits for it.
            await in_thread(DBOS.migrate, self._store.url)
        DBOS(config=await in_thread(self._config))
        try:
            # On the loop itself, so that the engine runs everything there.
            Context().run(DBOS.launch)
        except Exception:
            await self._destroy()  # or the next launch would find this one and believe it
            raise
        self._launched = True

    async def close(self) -> None:
        """Let go; unfinished runs stay written down for the next launch."""
        if self._launched:
            self._launched = False
            await self._destroy()

    async def _destroy(self) -> None:
        global _carry
        from dbos import DBOS

        await in_thread(DBOS.destroy)
        if connections := self._connections:
            # It lets go only of those that it made itself.
            self._connections = None
            await in_thread(connections.dispose)
        _carry = None
        # The engine had put its own pool, now closed, in the loop's place for one.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(max_workers=THREADS))

    async def start(self, run_id: str) -> None:
        """Begin to carry a run; a second start of the same one changes nothing."""
        from dbos import DBOS, SetWorkflowID

        async def begin() -> None:
            with SetWorkflowID(run_id):
                await DBOS.start_workflow_async(_workflow, run_id)

        await self._apart(begin())

    async def step(self, name: str, work: Callable[[], Awaitable[JsonValue]]) -> JsonValue:
        """The result of a step: from the store if it ended before, else by doing it now."""
        from dbos import DBOS

        async def once() -> JsonValue:
            return await work()

        return await DBOS.run_step_async({"name": name}, once)

    async def steps_done(self, run_id: str) -> int:
        from dbos import DBOS

        return len(await self._apart(DBOS.list_workflow_steps_async(run_id, load_output=False)))

    async def known(self, run_ids: Sequence[str]) -> dict[str, Standing]:
        """What the engine knows of each of these runs."""
        from dbos import DBOS

        found = dict.fromkeys(run_ids, UNHEARD)
        if found:
            rows = DBOS.list_workflows_async(workflow_ids=list(found), load_input=False, load_output=False)
            for row in await self._apart(rows):
                found[row.workflow_id] = Standing(_known_of(row.status), row.executor_id)
        return found

    async def hand_over(self, node: str) -> int:
        """Let the living take up what this process was at; it must be dead, or have lost its runs."""
        from dbos import DBOS

        count = 0
        while True:
            left = DBOS.list_workflows_async(
                status="PENDING", executor_id=node, limit=HANDED_AT_ONCE, load_input=False, load_output=False
            )
            run_ids = [row.workflow_id for row in await self._apart(left)]
            if not run_ids:
                return count
            await self.hand_out(run_ids)
            count += len(run_ids)

    async def hand_out(self, run_ids: Sequence[str]) -> None:
        """Put these into the line from which every process takes."""
        from dbos import DBOS

        await self._apart(DBOS.resume_workflows_async(list(run_ids)))

    async def forget(self, run_ids: Sequence[str]) -> None:
        from dbos import DBOS

        await self._apart(DBOS.delete_workflows_async(list(run_ids)))

    async def forget_ended(self, before: datetime) -> int:
        """Delete what ended before this moment; returns how many runs that were."""
        from dbos import DBOS

        ended = await self._apart(
            DBOS.list_workflows_async(
                status=["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"],
                completed_before=before.isoformat(),
                limit=FORGET_AT_ONCE,
                load_input=False,
                load_output=False,
            )
        )
        if ended:
            await self.forget([row.workflow_id for row in ended])
        return len(ended)

    async def foreign_versions(self) -> dict[str, int]:
        """Unfinished runs that another version of the engine's rules wrote, counted by version."""
        from dbos import DBOS

        counts: dict[str, int] = {}
        unfinished = DBOS.list_workflows_async(
            status=["PENDING", "ENQUEUED"], load_input=False, load_output=False, limit=MOST_LISTED
        )
        for row in await self._apart(unfinished):
            if row.app_version != VERSION:
                counts[str(row.app_version)] = counts.get(str(row.app_version), 0) + 1
        return counts

    async def _apart(self, work: Coroutine[Any, Any, T]) -> T:
        # The engine reads from the context which run it is in; these calls belong to none.
        return await Context().run(partial(self._background.start, work, name="durable engine", is_awaited=True))

    def _config(self) -> Any:
        from dbos import DBOSPortableJSONSerializer

        config: dict[str, Any] = {
            "name": APPLICATION,
            "application_version": VERSION,
            "executor_id": self._node.id,
            "serializer": DBOSPortableJSONSerializer(),
            "system_database_url": self._store.url,
            "max_executor_threads": THREADS,
            # We follow runs by our own bus; the engine's listener only has to notice the end soon.
            "use_listen_notify": False,
            "notification_listener_polling_interval_sec": 0.1,
            "log_level": "ERROR",
            "console_log_level": "ERROR",
        }
        if self._store.file:
            config["system_database_engine"] = self._connections = _file_engine(self._store.file)
        return config


def _known_of(status: str) -> Known:
    match status:
        case "PENDING":
            return Known.GOES_ON
        case "ENQUEUED" | "DELAYED":
            return Known.WAITS
        case _:
            return Known.ENDED


def _load() -> None:
    """Import the engine and register the one workflow that every run is."""
    global _workflow
    if _workflow is None:
        foreign = logging.getLogger("dbos")
        # Finding no handler, the engine would write past our log.
        foreign.addHandler(logging.NullHandler())
        foreign.addFilter(_is_worth_a_line)
        from dbos import DBOS

        _workflow = DBOS.workflow(name=WORKFLOW, max_recovery_attempts=TAKEN_UP_FOR_EVER)(_carried)


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    """Of an outage tells whoever waits for its end."""
    error = record.exc_info[1] if record.exc_info else None
    return error is None or not is_outage(error)


async def _carried(run_id: str) -> None:
    if _carry is None:
        raise asyncio.CancelledError
    await _carry(run_id)


def _file_engine(file: Path) -> "Engine":
    from sqlalchemy import create_engine, event

    engine = create_engine(f"sqlite:///{file}", pool_size=THREADS, max_overflow=0)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.isolation_level = "IMMEDIATE"
        for pragma in ("busy_timeout=30000", "foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL"):
            connection.execute(f"PRAGMA {pragma}")

    return engine
