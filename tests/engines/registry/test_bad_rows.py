"""What cannot be used is said where people look, and hinders nobody else."""

import asyncio
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from fabula.core.db import Database
from fabula.core.settings import Settings
from fabula.engines.builtin.painter import Painter
from fabula.engines.builtin.storyteller import Storyteller
from fabula.engines.llm import ChatRequest, gathered, user
from fabula.engines.registry import EngineRoom
from tests.engines.registry.conftest import Until
from tests.visitors import Visitor, newcomer, started


async def spoilt(app: FastAPI, statement: str, **values: Any) -> None:
    async with app.state.parts[Database].writing() as session:
        await session.execute(text(statement), values)
    app.state.parts[EngineRoom].renew_soon()


async def state(visitor: Visitor, kind: str) -> dict[str, Any]:
    return (await visitor.http.get("/api/engines")).json()[kind]


@pytest.fixture
async def house(app: FastAPI, admin: Visitor, storyteller: Storyteller, until: Until) -> EngineRoom:
    """Two channels, of which one is going to be spoilt."""
    for name in ("Bad", "Good"):
        given = {"name": name, "provider": "ollama", "url": storyteller.url}
        assert (await admin.http.post("/api/admin/channels", json=given)).status_code == 201
    room: EngineRoom = app.state.parts[EngineRoom]
    await until(lambda: len(room.text.members) == 2)
    return room


@pytest.mark.parametrize(
    ("column", "value"), [("options", '{"window": "much"}'), ("url", "http://[::1"), ("secret", "nonsense")]
)
async def test_a_bad_row_stops_no_other(
    app: FastAPI, admin: Visitor, house: EngineRoom, until: Until, column: str, value: str
) -> None:
    await spoilt(app, f"UPDATE engine_channels SET {column} = :value WHERE name = 'Bad'", value=value)
    await until(lambda: len(house.text.members) == 1)
    assert (await gathered(house.text.models.stream(ChatRequest("fabula-demo", (user("Hello"),))))).text
    assert (await state(admin, "text"))["name"] == "Good"
    items = (await admin.http.get("/api/admin/channels")).json()["items"]
    assert [item["name"] for item in items] == ["Bad", "Good", "Storyteller"]
    assert items[0]["now"]["state"] == "away"
    assert items[0]["now"]["error"]["message"].startswith("Bad cannot be used as it is set up")


async def test_a_bad_row_alone_is_said_in_the_corner(
    app: FastAPI, admin: Visitor, house: EngineRoom, until: Until
) -> None:
    await spoilt(app, "UPDATE engine_channels SET options = :value", value='{"window": 0}')
    await until(lambda: not house.text.members)
    seen = await state(admin, "text")
    assert (seen["state"], seen["who"]) == ("error", "admin")
    assert "cannot be used as it is set up" in seen["reason"]


async def test_a_demo_engine_that_does_not_start_is_said_and_real_ones_come(
    settings: Settings, storyteller: Storyteller, painter: Painter, until: Until
) -> None:
    # The painter cannot make its folder where a file lies.
    (settings.data / "temp").mkdir(parents=True)
    (settings.data / "temp" / "painter").write_text("in the way")
    async with started(settings, demo_engines=True, ollama_url=storyteller.url) as app:
        room: EngineRoom = app.state.parts[EngineRoom]
        await until(lambda: len(room.text.members) == 2 and bool(room.unusable))
        ann = await newcomer(app, "Ann")
        seen = await state(ann, "image")
        assert (seen["state"], seen["name"], seen["who"]) == ("error", "Painter", "admin")
        assert "does not start" in seen["reason"]
        assert (await state(ann, "text"))["name"] == "Ollama"
        given = {"name": "Atelier", "url": painter.url}
        await ann.http.post("/api/admin/servers", json=given)
        async with asyncio.timeout(15):
            while (await state(ann, "image"))["name"] != "Atelier":  # noqa: ASYNC110 - what is waited for tells nobody
                await asyncio.sleep(0.05)


async def test_a_profile_never_comes_from_the_page(
    admin: Visitor, house: EngineRoom, storyteller: Storyteller, until: Until
) -> None:
    sly = {"profile": {"path": "/elsewhere"}, "aliases": {"a": "b"}, "window": 4096}
    given = {"name": "Sly", "provider": "openai", "url": storyteller.url, "options": sly, "profile": sly}
    made = (await admin.http.post("/api/admin/channels", json=given)).json()
    await until(lambda: len(house.text.members) == 3)
    member = house.text.member(made["id"])
    assert member
    assert (dict(member.channel.profile), dict(member.channel.aliases), member.channel.window) == ({}, {}, 4096)


async def test_what_is_renewed_while_it_closes_stays_closed(house: EngineRoom) -> None:
    members = list(house.text.members)
    await house.close()
    await house.renew()
    assert list(house.text.members) == members
