"""A person, and a server that knows some kinds of runs made for tests."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import text

from fabula.core.accounts import UserId
from fabula.core.db import Database
from fabula.core.runs import Kind, Run, Runs
from fabula.core.settings import Settings
from tests.visitors import newcomer


@pytest.fixture
async def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"demo_runs": True})


class Desk:
    """One signed-in person on one server."""

    def __init__(self, app: FastAPI, http: httpx.AsyncClient, owner: UserId) -> None:
        self.http = http
        self.owner = owner
        self.runs: Runs = app.state.parts[Runs]
        self.database: Database = app.state.parts[Database]

    def offer(self, kind: Kind[Any]) -> None:
        self.runs.kinds.add(kind)

    async def start(self, kind: Kind[Any], given: BaseModel, **more: Any) -> Run:
        async with self.database.writing() as session:
            return await self.runs.start(session, kind, given, owner=self.owner, **more)

    async def get(self, run_id: str) -> dict[str, Any]:
        answer = await self.http.get(f"/api/runs/{run_id}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def until(self, run_id: str, *states: str) -> dict[str, Any]:
        """The run, once it is in one of these states."""
        return await self.once(run_id, lambda run: run["state"] in (states or ("done", "failed", "cancelled")))

    async def once(self, run_id: str, is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        async with asyncio.timeout(20):
            while True:
                run = await self.get(run_id)
                if is_so(run):
                    return run
                await asyncio.sleep(0.02)

    async def log(self, run_id: str) -> list[tuple[int, str, Any]]:
        """The durable events of a run, as they stand in the database."""
        rows = text("SELECT seq, kind, data FROM run_events WHERE run_id = :run_id ORDER BY seq")
        async with self.database.reading() as session:
            found = (await session.execute(rows, {"run_id": run_id})).all()
        return [(seq, kind, json.loads(data) if isinstance(data, str) else data) for seq, kind, data in found]


async def signed_up(app: FastAPI, username: str) -> Desk:
    """A new person, who comes back as `username` with the usual password."""
    visitor = await newcomer(app, username)
    return Desk(app, visitor.http, UserId(visitor.id))


@pytest.fixture
async def admin(app: FastAPI) -> Desk:
    """The first person of all, who is the admin."""
    return await signed_up(app, "anna")


@pytest.fixture
async def person(app: FastAPI, admin: Desk) -> Desk:
    """Somebody else, who is not."""
    return await signed_up(app, "boris")
