"""Several admins and slow servers at the same time: nobody waits for what is not theirs, and nothing is half done."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from fabula.core.background import Background
from fabula.core.db import Database
from fabula.engines.llm import Channel, Outcome, Provider, Used
from fabula.engines.registry import EngineRoom
from fabula.engines.registry.live.text import ChannelPlan
from fabula.engines.registry.models.usage import Usage
from fabula.engines.registry.rows import MOST_ENGINES
from fabula.engines.registry.tables import ChannelRow
from tests.engines.llm.upstream import Answer, Upstream
from tests.engines.registry.conftest import Until
from tests.engines.registry.doorkeeper import Doorkeeper
from tests.visitors import Visitor, code_of, newcomer

SERVERS, CHANNELS = "/api/admin/servers", "/api/admin/channels"
NOWHERE = {"name": "A", "provider": "ollama", "url": "http://127.0.0.1:9", "enabled": False}


@pytest.fixture
async def silent() -> AsyncGenerator[Doorkeeper]:
    async with Doorkeeper(is_silent=True) as keeper:
        yield keeper


async def test_others_write_while_a_silent_server_is_looked_at(
    admin: Visitor, room: EngineRoom, silent: Doorkeeper, until: Until
) -> None:
    server = (await admin.http.post(SERVERS, json={"name": "Atelier", "url": silent.url})).json()
    await until(lambda: room.pictures.server(server["id"]) is not None)
    async with asyncio.TaskGroup() as both:
        changing = both.create_task(admin.http.patch(f"{SERVERS}/{server['id']}", json={"name": "Cellar"}))
        await asyncio.sleep(0.2)
        assert (await admin.http.post(CHANNELS, json=NOWHERE)).status_code == 201
        assert not changing.done()
    assert (changing.result().json()["name"], changing.result().json()["now"]["state"]) == ("Cellar", "away")


@pytest.mark.every_database
async def test_two_admins_move_change_and_remove_the_same_channels(app: FastAPI, admin: Visitor) -> None:
    ids = [(await admin.http.post(CHANNELS, json=NOWHERE | {"name": f"C{n}"})).json()["id"] for n in range(4)]
    asked = [admin.http.patch(f"{CHANNELS}/{each}", json={"place": n % 3}) for n, each in enumerate(ids * 2)]
    asked += [admin.http.delete(f"{CHANNELS}/{ids[0]}") for _ in range(2)]
    chosen = [{"channel_id": each, "model": "m"} for each in ids[:2]]
    asked += [admin.http.put("/api/admin/models/choices/chat", json=each) for each in chosen]
    answers = await asyncio.gather(*asked)
    assert {answer.status_code for answer in answers} <= {200, 204, 404, 409}
    names = [item["name"] for item in (await admin.http.get(CHANNELS)).json()["items"]]
    assert sorted(names) == ["C1", "C2", "C3", "Storyteller"]


async def test_no_more_are_set_up_than_can_be_shown(app: FastAPI, admin: Visitor) -> None:
    async with app.state.parts[Database].writing() as session:
        session.add_all(
            ChannelRow(
                id=f"x{number}", name="A", url="http://127.0.0.1:9", position=number, options={}, provider="ollama"
            )
            for number in range(MOST_ENGINES - 1)
        )
    assert code_of(await admin.http.post(CHANNELS, json=NOWHERE)) == "conflict"
    assert len((await admin.http.get(CHANNELS)).json()["items"]) == MOST_ENGINES


async def test_however_many_ask_a_channel_is_asked_once(room: EngineRoom) -> None:
    await room.ready()
    upstream = Upstream()
    await upstream.start()
    try:
        upstream.says(
            "/v1/models", Answer([b'{"data": [{"id": "tale"}]}'], content_type="application/json", first_s=0.3)
        )
        channel = Channel(id="c", name="C", provider=Provider.OPENAI, base_url=f"{upstream.url}/v1")
        room.text.renew([ChannelPlan(channel, None)])
        listings = await asyncio.gather(*(room.catalogue.all(fresh=True) for _ in range(30)))
        assert {model.name for [listing] in listings for model in listing.models} == {"tale"}
        assert len(upstream.asked("/v1/models")) == 1
    finally:
        await upstream.stop()


async def test_use_that_is_counted_when_the_application_stops_is_not_lost(app: FastAPI, admin: Visitor) -> None:
    database: Database = app.state.parts[Database]
    usage = Usage(database, Background())
    bob = await newcomer(app, "Bob")
    for owner in (admin.id, bob.id, "nobody-any-more"):
        usage.note(Used("c", "tale", 3, 5, 0.5, 0.1, Outcome.DONE, False, owner, "chat"), "C")
    async with asyncio.TaskGroup() as work, database.writing() as session:
        await session.execute(text("UPDATE users SET username = username"))
        writing = work.create_task(usage.write())
        await asyncio.sleep(0.1)
        writing.cancel()
    await usage.write()
    await usage.write()
    for person in (admin, bob):
        [used] = (await person.http.get("/api/usage")).json()["items"]
        assert (used["requests"], used["prompt_tokens"], used["completion_tokens"]) == (1, 3, 5)
