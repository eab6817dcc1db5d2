"""Rows written past the unit of work are the rows that it would have written."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from fabula.core.accounts.tables import User
from fabula.core.assets.tables import Content
from fabula.core.db import Database, change_row, delete_row, insert_row, insert_rows
from fabula.core.db.sqlite import _Thread  # pyright: ignore[reportPrivateUsage]
from fabula.core.ids import new_id
from fabula.imaging.renders.tables import WebhookRow
from tests.visitors import newcomer


@pytest.mark.every_database
async def test_a_row_gets_its_defaults_and_keeps_what_it_was_given(app: FastAPI, database: Database) -> None:
    ann = await newcomer(app, "Ann")
    given = WebhookRow(owner_id=ann.id, render_id=new_id(), url="http://localhost/é", tries=3)
    async with database.writing() as session:
        await insert_row(session, given)
        assert given not in session
    async with database.reading() as session:
        kept = (await session.scalars(select(WebhookRow))).one()
    assert (kept.id, kept.created_at, kept.url, kept.tries) == (given.id, given.created_at, given.url, 3)
    assert (kept.secret, kept.due_at, kept.delivered_at) == (None, None, None)


@pytest.mark.every_database
async def test_a_change_is_made_in_the_database_and_in_the_row_at_hand(app: FastAPI, database: Database) -> None:
    ann = await newcomer(app, "Ann")
    rows = [WebhookRow(owner_id=ann.id, render_id=new_id(), url="http://localhost/") for _ in range(2)]
    async with database.writing() as session:
        for row in rows:
            await insert_row(session, row)
        await change_row(session, rows[0], tries=2, failure="busy")
    assert (rows[0].tries, rows[0].failure) == (2, "busy")
    async with database.reading() as session:
        told = {row.id: (row.tries, row.failure) for row in await session.scalars(select(WebhookRow))}
    assert told == {rows[0].id: (2, "busy"), rows[1].id: (0, None)}


async def test_a_failed_transaction_takes_the_row_back(database: Database) -> None:
    async def fail() -> None:
        async with database.writing() as session:
            await insert_row(session, Content(sha256="0" * 64))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with database.reading() as session:
        assert (await session.scalars(select(Content))).all() == []


@pytest.mark.every_database
async def test_one_row_is_deleted_and_no_other(app: FastAPI, database: Database) -> None:
    ann = await newcomer(app, "Ann")
    rows = [WebhookRow(owner_id=ann.id, render_id=new_id(), url="http://localhost/") for _ in range(2)]
    async with database.writing() as session:
        await insert_rows(session, *rows)
        await delete_row(session, rows[0])
    async with database.reading() as session:
        assert [row.id for row in await session.scalars(select(WebhookRow))] == [rows[1].id]


async def test_a_row_on_which_others_hang_is_not_deleted_this_way(app: FastAPI, database: Database) -> None:
    ann = await newcomer(app, "Ann")
    with pytest.raises(TypeError, match="users"):
        async with database.writing() as session:
            await delete_row(session, (await session.scalars(select(User).where(User.id == ann.id))).one())


async def test_what_is_short_and_frequent_never_waits_for_a_thread(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the loop is busy, each crossing holds the only connection that writes for milliseconds."""
    ann = await newcomer(app, "Ann")
    hook = WebhookRow(owner_id=ann.id, render_id=new_id(), url="http://localhost/")
    crossings: list[str] = []
    run = _Thread.run

    async def noted(thread: _Thread, work: Callable[[], Any]) -> Any:
        crossings.append("crossed")
        return await run(thread, work)

    monkeypatch.setattr(_Thread, "run", noted)
    async with app.state.parts[Database].writing() as session:
        async with session.begin_nested():
            await insert_row(session, hook)
        await change_row(session, hook, tries=1)
        await delete_row(session, hook)
    assert crossings == []
