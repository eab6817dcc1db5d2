"""Servers are killed in the middle of the work; afterwards every run has ended exactly once."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from fabula.core.db import Database
from tests.core.runs.cluster import cluster
from tests.core.runs.counting import Counters, faults
from tests.servers import ServerProcess

RUN = {"steps": 4, "pause_ms": 400, "tokens": 5}


async def logs(database: Database) -> dict[str, list[tuple[int, str, Any]]]:
    """The durable events of every run, as they stand in the database."""
    import json

    found: dict[str, list[tuple[int, str, Any]]] = {}
    async with database.reading() as session:
        rows = await session.execute(text("SELECT run_id, seq, kind, data FROM run_events ORDER BY run_id, seq"))
        for run_id, seq, kind, data in rows:
            found.setdefault(run_id, []).append((seq, kind, json.loads(data) if isinstance(data, str) else data))
    return found


@pytest.mark.timeout(90)
async def test_killed_in_the_middle_of_200_runs_each_one_ends_exactly_once(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path)
    try:
        await server.start()
        people = Counters(server.address)
        token = await people.sign_up()
        started = await people.start(200, **RUN)
        await server.kill()
        await people.close()
        await server.start()
        people = Counters(server.address, token)
        await people.all_ended(60)
        runs = [await people.get(run_id) for run_id in started]
        await people.close()
        database = Database(f"sqlite:///{tmp_path / 'fabula.db'}")
        events = await logs(database)
        await database.close()
        assert {run["id"]: problems for run in runs if (problems := faults(run, events[run["id"]]))} == {}
        assert any(kind == "run.resumed" for log in events.values() for _, kind, _ in log)
    finally:
        await server.close()


@pytest.mark.thorough
@pytest.mark.timeout(150)
async def test_with_two_servers_and_one_killed_each_of_200_runs_ends_exactly_once(tmp_path: Path) -> None:
    async with cluster(tmp_path) as servers:
        first, second = await servers.server(), await servers.server()
        here = Counters(first.address)
        there = Counters(second.address, await here.sign_up())
        started = [*await there.start(100, **RUN), *await here.start(100, **RUN)]
        await first.kill()
        await here.close()
        await there.all_ended(90)
        runs = [await there.get(run_id) for run_id in started]
        await there.close()
        database = Database(servers.database_url)
        events = await logs(database)
        await database.close()
        assert {run["id"]: problems for run in runs if (problems := faults(run, events[run["id"]]))} == {}
        resumed = [run_id for run_id, log in events.items() if "run.resumed" in (kind for _, kind, _ in log)]
        assert 0 < len(resumed) <= 100
