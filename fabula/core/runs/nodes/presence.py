"""Says that this process lives, and sees to the runs of those that do not.

A process holds a lock of PostgreSQL's on a connection of its own: the lock is gone as soon as the process is, and
nobody has to compare clocks. A process that is frozen keeps its lock, so it beats too. One of the living holds one more
lock and is the sweeper; what it sees dead for a while, it strikes off the list and hands its runs over. Whoever finds
itself struck off stops carrying and begins another life. The epoch of each run decides if two believe to carry it.
"""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fabula.core.runs.nodes.ground import Ground, marks_of, require_same
from fabula.core.runs.nodes.node import Node

log = logging.getLogger(__name__)

FAMILY = 0x0FAB
SWEEPER = "the sweeper"

_LOCK = "SELECT pg_try_advisory_lock($1, hashtext($2))"
_ENTER = "INSERT INTO run_nodes (id, started_at, beat_at, marks) VALUES ($1, now(), now(), $2)"
_BEAT = "UPDATE run_nodes SET beat_at = clock_timestamp() WHERE id = $1"
_STRIKE = "DELETE FROM run_nodes WHERE id = $1"
_OTHERS = """
SELECT node.id, node.beat_at::text AS beat, node.marks::text AS marks, EXISTS (
    SELECT 1 FROM pg_locks held
    WHERE held.locktype = 'advisory' AND held.granted AND held.objsubid = 2 AND held.classid = $1::int::oid
        AND held.objid = (hashtext(node.id)::bigint & 4294967295)::oid
        AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
) AS is_locked
FROM run_nodes node WHERE node.id <> $2
"""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a process beats, and how long the sweeper looks on before it takes another one for dead."""

    beat_s: float = 1.0
    unlocked_s: float = 4.0
    silent_s: float = 20.0


@dataclass(slots=True)
class _Seen:
    """What the sweeper saw of another process, by its own clock."""

    beat: str
    beat_since: float
    unlocked_since: float | None = None

    def is_dead(self, at: float, patience: Patience) -> bool:
        has_gone = self.unlocked_since is not None and at - self.unlocked_since > patience.unlocked_s
        return has_gone or at - self.beat_since > patience.silent_s


class Presence:
    """This process among the others on one PostgreSQL database."""

    def __init__(
        self,
        url: str,
        node: Node,
        *,
        hand_over: Callable[[str], Awaitable[None]],
        struck_off: Callable[[], Awaitable[None]],
        patience: Patience = Patience(),
    ) -> None:
        self._url = url
        self._node = node
        self._hand_over = hand_over
        self._struck_off = struck_off
        self._grounds: Sequence[Ground] = ()
        self._patience = patience
        self._connection: Any = None
        self._turn = asyncio.Lock()
        self._seen: dict[str, _Seen] = {}
        self.is_sweeper = False

    async def open(self, grounds: Sequence[Ground] = ()) -> None:
        """Enter the list of the living; raises `StartFailed` if this process and they do not share what they must."""
        self._grounds = grounds
        try:
            connection = await self._connect()
            for row in await self._others():
                if row["is_locked"]:
                    require_same(grounds, json.loads(row["marks"] or "{}"))
            await connection.execute(_ENTER, self._node.id, marks_of(grounds))
        except BaseException:
            await self.close()
            raise

    async def forever(self) -> None:
        from fabula.core.db.lone import FAULTS

        while True:
            try:
                async with self._turn:
                    await self._beat()
            except FAULTS as error:
                log.warning("this process cannot tell that it lives: %s", error)
                await self.close()
            await asyncio.sleep(self._patience.beat_s)

    async def living(self) -> set[str]:
        """The names on the list."""
        async with self._turn:
            return {self._node.id, *(row["id"] for row in await self._others())}

    async def close(self) -> None:
        """Let go of the locks; the name stays on the list until what it left is handed over."""
        self.is_sweeper = False
        self._seen.clear()
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()

    async def _connect(self) -> Any:
        from fabula.core.db.lone import connect_alone

        self._connection = connection = await connect_alone(self._url)
        # Where the last connection was lost a moment ago, the server may still hold its lock.
        if not await connection.fetchval(_LOCK, FAMILY, self._node.id):
            raise TimeoutError("the lock of the lost connection is not free yet")
        return connection

    async def _beat(self) -> None:
        connection = self._connection or await self._connect()
        if await connection.execute(_BEAT, self._node.id) == "UPDATE 0":
            await self._begin_again()
            return
        if not self.is_sweeper:
            self.is_sweeper = await connection.fetchval(_LOCK, FAMILY, SWEEPER)
        if self.is_sweeper:
            await self._sweep()

    async def _begin_again(self) -> None:
        log.error("the others took this process for dead and go on with its runs; it begins again")
        await self.close()
        self._node.renew()
        await self._struck_off()
        await self.open(self._grounds)

    async def _sweep(self) -> None:
        at = time.monotonic()
        rows = await self._others()
        self._seen = {row["id"]: self._look(row, at) for row in rows}
        for name in [name for name, seen in self._seen.items() if seen.is_dead(at, self._patience)]:
            log.warning("the server process %s is dead; its runs go on elsewhere", name)
            await self._connection.execute(_STRIKE, name)
            await self._hand_over(name)

    def _look(self, row: Any, at: float) -> _Seen:
        seen = self._seen.get(row["id"])
        if seen is None or seen.beat != row["beat"]:
            seen = _Seen(row["beat"], at, seen.unlocked_since if seen else None)
        if row["is_locked"]:
            seen.unlocked_since = None
        elif seen.unlocked_since is None:
            seen.unlocked_since = at
        return seen

    async def _others(self) -> Any:
        return await self._connection.fetch(_OTHERS, FAMILY, self._node.id)
