"""The socket: who gets in, what they may follow, and what they are told."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from fabula.app.hub import Hub
from fabula.core.db import Database
from fabula.core.events import Bus, names
from fabula.core.settings import Settings
from tests.core.runs.counting import Counters
from tests.servers import served
from tests.visitors import PASSWORD, visit


@pytest.fixture
async def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"demo_runs": True})


@pytest.fixture
async def address(app: FastAPI) -> AsyncIterator[str]:
    async with served(app) as address:
        yield address


@pytest.fixture
async def anna(address: str) -> AsyncIterator[Counters]:
    """The first person, who is the admin."""
    counters = Counters(address)
    await counters.sign_up()
    yield counters
    await counters.close()


@pytest.fixture
async def boris(address: str, anna: Counters) -> AsyncIterator[Counters]:
    """Somebody else."""
    counters = Counters(address)
    await counters.sign_up(username="boris", email="boris@example.org")
    yield counters
    await counters.close()


class Client:
    """One socket and all frames that it has received."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.frames: list[dict[str, Any]] = []

    async def say(self, **message: Any) -> None:
        await self.socket.send(json.dumps(message))

    async def follow(self, topic: str, after: str | None = None) -> None:
        await self.say(op="subscribe", topic=topic, after=after)

    async def until(self, is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Read until such a frame comes."""
        seen = 0
        async with asyncio.timeout(15):
            while True:
                for frame in self.frames[seen:]:
                    if is_so(frame):
                        return frame
                seen = len(self.frames)
                self.frames += json.loads(await self.socket.recv())

    async def event(self, kind: str) -> dict[str, Any]:
        return await self.until(lambda frame: frame["type"] == "event" and frame["event"]["kind"] == kind)

    async def typed(self, kind: str) -> dict[str, Any]:
        return await self.until(lambda frame: frame["type"] == kind)

    async def told(self, page: str) -> None:
        """Read until the news say that this page has changed."""
        await self.until(lambda frame: frame.get("data") == {"changed": page})

    async def close_code(self) -> int | None:
        """The code with which the server ends the connection."""
        try:
            async with asyncio.timeout(15):
                while True:
                    await self.socket.recv()
        except ConnectionClosed:
            return self.socket.close_code


@asynccontextmanager
async def socket(address: str, token: str | None = None, **headers: str) -> AsyncGenerator[Client]:
    given = headers | ({"Authorization": f"Bearer {token}"} if token else {})
    async with connect(f"ws://{address}/api/ws", additional_headers=given) as opened:
        yield Client(opened)


async def test_a_header_a_cookie_or_a_first_message_lets_a_person_in(address: str, anna: Counters) -> None:
    async with socket(address, anna.token) as client:
        await client.say(op="ping")
        assert await client.typed("pong") == {"type": "pong"}
    async with socket(address, Cookie=f"fabula_access={anna.token}", Origin=f"http://{address}") as client:
        await client.say(op="ping")
        await client.typed("pong")
    async with socket(address) as client:
        await client.say(op="sign_in", token=anna.token)
        await client.say(op="ping")
        await client.typed("pong")


async def test_everybody_else_is_told_to_sign_in(address: str, anna: Counters) -> None:
    async with socket(address, "nonsense") as client:
        await client.say(op="ping")
        assert await client.close_code() == 4401
    async with socket(address) as client:
        await client.say(op="sign_in", token="nonsense")
        assert await client.close_code() == 4401
    async with socket(address) as client:
        await client.socket.send("this is not JSON")
        assert await client.close_code() == 4401


async def test_a_page_of_another_site_cannot_use_a_persons_cookie(address: str, anna: Counters) -> None:
    async with socket(address, Cookie=f"fabula_access={anna.token}", Origin="https://evil.example") as client:
        await client.say(op="ping")
        assert await client.close_code() == 4401


async def test_a_run_is_followed_from_snapshot_to_end(address: str, anna: Counters) -> None:
    async with socket(address, anna.token) as client:
        [run_id] = await anna.start(1, steps=3, pause_ms=60, tokens=6)
        await client.follow(f"run:{run_id}")
        await client.event("run.finished")
        assert [frame["type"] for frame in client.frames[:2]] == ["subscribed", "snapshot"]
        assert {frame["topic"] for frame in client.frames} == {f"run:{run_id}"}
        words = client.frames[1]["live"]["text"] or ""
        words += "".join(frame["append"].get("text", "") for frame in client.frames if frame["type"] == "delta")
        assert words == (await anna.get(run_id))["live"]["text"]


async def test_a_reconnect_goes_on_where_the_client_was(address: str, anna: Counters) -> None:
    [run_id] = await anna.start(1, steps=6, pause_ms=100, tokens=10)
    words, cursor, seqs = "", "0", list[int]()
    for _ in range(40):
        async with socket(address, anna.token) as client:
            await client.follow(f"run:{run_id}", cursor)
            await client.until(lambda frame: frame["type"] in ("delta", "snapshot", "event"))
            for frame in client.frames:
                if frame["type"] == "snapshot":
                    words = frame["live"]["text"] or ""
                elif frame["type"] == "delta":
                    words += frame["append"].get("text", "")
                elif frame["type"] == "event":
                    seqs.append(frame["seq"])
                if "seq" in frame:
                    cursor = f"{frame['seq']}.{frame.get('rev', 0)}"
        if (await anna.get(run_id))["state"] == "done" and cursor.startswith(
            f"{(await anna.get(run_id))['last_seq']}."
        ):
            break
    run = await anna.get(run_id)
    assert (words, seqs) == (run["live"]["text"], list(range(1, run["last_seq"] + 1)))


async def test_what_just_happened_is_remembered_for_a_quick_reconnect(address: str, anna: Counters) -> None:
    [run_id] = await anna.start(1, steps=1, pause_ms=1500, tokens=50)
    async with socket(address, anna.token) as client:
        await client.follow(f"run:{run_id}")
        delta = await client.until(lambda frame: frame["type"] == "delta" and "text" in frame["append"])
    async with socket(address, anna.token) as client:
        await client.follow(f"run:{run_id}", f"{delta['seq']}.{delta['rev']}")
        await client.typed("delta")
        assert [frame["type"] for frame in client.frames[:2]] == ["subscribed", "delta"]


async def test_foreign_and_unknown_topics_look_the_same(address: str, anna: Counters, boris: Counters) -> None:
    [run_id] = await anna.start(1, steps=1, pause_ms=0)
    async with socket(address, boris.token) as client:
        for topic in (f"run:{run_id}", "run:none", "run:", "admin", "runs:anna", "me:anna", "weather"):
            client.frames.clear()
            await client.follow(topic)
            error = await client.typed("error")
            assert (error["topic"], error["error"]["code"]) == (topic, "topic_not_found")
            assert error["error"]["message"] == "There is no such topic."


async def test_an_admin_follows_the_runs_of_others(address: str, anna: Counters, boris: Counters) -> None:
    [run_id] = await boris.start(1, steps=1, pause_ms=0)
    async with socket(address, anna.token) as client:
        await client.follow(f"run:{run_id}", "0")
        await client.event("run.created")
        await client.follow("admin")
        await client.until(lambda frame: frame == {"topic": "admin", "type": "subscribed"})


async def test_the_list_of_runs_is_told_of_every_change(address: str, anna: Counters, boris: Counters) -> None:
    async with socket(address, anna.token) as client:
        await client.follow("runs")
        await client.typed("subscribed")
        await boris.start(1, steps=1, pause_ms=0)
        [run_id] = await anna.start(1, steps=1, pause_ms=50)
        await client.until(lambda frame: frame["type"] == "news" and frame["data"]["run"]["state"] == "done")
        told = [frame["data"]["run"] for frame in client.frames if frame["type"] == "news"]
        assert {run["id"] for run in told} == {run_id}
        assert [(run["state"], run["live"]["stage"]) for run in told] == [
            ("queued", None),
            ("running", None),
            ("running", "Counting"),
            ("done", "Counting"),
        ]


async def test_a_cleared_list_is_told_to_the_other_pages(address: str, anna: Counters) -> None:
    async with socket(address, anna.token) as client:
        await client.follow("runs")
        await client.typed("subscribed")
        assert (await anna.http.post("/api/runs/clear")).status_code == 204
        await client.told("runs")


async def test_personal_news_reach_the_person_alone(
    app: FastAPI, address: str, anna: Counters, boris: Counters
) -> None:
    bus: Bus = app.state.parts[Bus]
    anna_id = (await anna.http.get("/api/auth/verify")).json()["id"]
    async with socket(address, anna.token) as hers, socket(address, boris.token) as his:
        for client in (hers, his):
            await client.follow("me")
            await client.typed("subscribed")
        bus.tell(names.of_person(anna_id), {"changed": "profile"})
        assert await hers.typed("news") == {"topic": "me", "type": "news", "data": {"changed": "profile"}}
        await his.say(op="ping")
        await his.typed("pong")
        assert [frame["type"] for frame in his.frames] == ["subscribed", "pong"]


async def test_a_changed_account_is_told_to_its_owner_and_to_the_admins(
    address: str, anna: Counters, boris: Counters
) -> None:
    async with socket(address, anna.token) as hers, socket(address, boris.token) as his:
        for client, topic in ((hers, "admin"), (his, "me")):
            await client.follow(topic)
            await client.typed("subscribed")
        assert (await boris.http.patch("/api/auth/profile", json={"theme": "dark"})).status_code == 200
        assert (await his.typed("news"))["data"] == {"changed": "profile"}
        assert (await hers.typed("news"))["data"] == {"changed": "users"}


async def test_a_role_that_is_given_and_taken_is_told_to_its_holder_each_time(
    address: str, anna: Counters, boris: Counters
) -> None:
    his_id = (await boris.http.get("/api/auth/verify")).json()["id"]
    async with socket(address, boris.token) as his:
        await his.follow("me")
        await his.typed("subscribed")
        for role in ("admin", "user"):
            his.frames.clear()
            assert (await anna.http.patch(f"/api/admin/users/{his_id}", json={"role": role})).status_code == 200
            await his.told("profile")


async def test_an_open_administration_is_told_who_was_invited_and_came(
    app: FastAPI, address: str, anna: Counters
) -> None:
    async with socket(address, anna.token) as client:
        await client.follow("admin")
        await client.typed("subscribed")
        made = await anna.http.post("/api/admin/invitations", json={})
        for page in ("invitations", "audit"):
            await client.told(page)
        await anna.http.put("/api/admin/registration", json={"mode": "invitation"})
        await client.told("registration")

        client.frames.clear()
        account = {"username": "vera", "email": "vera@example.org", "password": PASSWORD}
        came = await visit(app).post("/api/auth/register", json=account | {"invitation": made.json()["code"]})
        assert came.is_success, came.text
        for page in ("invitations", "users", "audit"):
            await client.told(page)


async def test_a_topic_that_was_left_is_silent(app: FastAPI, address: str, anna: Counters) -> None:
    async with socket(address, anna.token) as client:
        await client.follow("admin")
        await client.typed("subscribed")
        await client.say(op="unsubscribe", topic="admin")
        await client.say(op="unsubscribe", topic="never followed")
        await client.say(op="ping")
        await client.typed("pong")
        app.state.parts[Bus].tell(names.ADMIN, {"changed": "users"})
        client.frames.clear()
        await client.say(op="ping")
        await client.typed("pong")
        assert client.frames == [{"type": "pong"}]


@pytest.mark.parametrize(
    "message",
    [
        "",
        "[]",
        "{}",
        '{"op": "dance"}',
        '{"op": "subscribe"}',
        '{"op": "subscribe", "topic": 5}',
        '{"op": "subscribe", "topic": "' + "x" * 100 + '"}',
        '{"op": "sign_in", "token": "x"}',
    ],
)
async def test_nonsense_is_answered_and_the_connection_lives_on(address: str, anna: Counters, message: str) -> None:
    async with socket(address, anna.token) as client:
        await client.socket.send(message)
        error = await client.typed("error")
        assert error["error"]["code"] == "message_malformed"
        await client.socket.send(b"\x00\xff")
        await client.say(op="ping")
        await client.typed("pong")


async def test_a_bad_cursor_is_refused(address: str, anna: Counters) -> None:
    [run_id] = await anna.start(1, steps=1, pause_ms=0)
    async with socket(address, anna.token) as client:
        await client.follow(f"run:{run_id}", "yesterday")
        assert (await client.typed("error"))["error"]["code"] == "message_malformed"


async def test_a_message_that_is_too_large_ends_the_connection(address: str, anna: Counters) -> None:
    async with socket(address, anna.token) as client:
        await client.socket.send("x" * 10_000)
        assert await client.close_code() == 1009


async def test_one_connection_follows_a_bounded_number_of_topics(app: FastAPI, address: str, anna: Counters) -> None:
    [run_id] = await anna.start(1, steps=1, pause_ms=0, tokens=0)
    await anna.all_ended(10)
    same = "state, created_at, owner_id, kind, title, demo, hidden, cancelling, input, live"
    same += ", live_seq, live_rev, last_seq, epoch, fruitless"
    copy = text(f"INSERT INTO runs (id, {same}) SELECT :id, {same} FROM runs WHERE id = :first")
    async with app.state.parts[Database].writing() as session:
        for number in range(200):
            await session.execute(copy, {"id": f"{number}", "first": run_id})
    async with socket(address, anna.token) as client:
        for number in range(200):
            await client.follow(f"run:{number}")
        await client.follow(f"run:{run_id}")
        error = await client.typed("error")
        assert (error["error"]["code"], error["error"]["who"]) == ("too_many_topics", "retry")
        await client.say(op="unsubscribe", topic="run:0")
        client.frames.clear()
        await client.follow("runs")
        await client.typed("subscribed")


async def test_a_client_that_reads_slowly_gets_a_snapshot_and_no_backlog(
    app: FastAPI, address: str, anna: Counters
) -> None:
    [run_id] = await anna.start(1, steps=1, pause_ms=60_000, tokens=1)
    topic = app.state.parts[Bus].log(names.of_run(run_id))
    await anna.running(run_id)
    async with connect(
        f"ws://{address}/api/ws",
        additional_headers={"Authorization": f"Bearer {anna.token}"},
        max_queue=1,
        max_size=None,
        compression=None,
    ) as opened:
        client = Client(opened)
        await client.follow(f"run:{run_id}")
        await client.typed("snapshot")
        opened.transport.pause_reading()
        for number in range(300):
            topic.change({"preview": "x" * 100_000, "done": number}, {})
            topic.settle()
            await asyncio.sleep(0.005)
        opened.transport.resume_reading()
        await client.until(lambda frame: 299 in (frame.get("live", {}).get("done"), frame.get("set", {}).get("done")))
        assert [frame["type"] for frame in client.frames].count("snapshot") == 2
        assert len(client.frames) < 250
    await anna.cancel(run_id)


async def test_a_revoked_session_loses_its_socket(address: str, anna: Counters) -> None:
    async with socket(address, anna.token) as client:
        await client.follow("me")
        await client.typed("subscribed")
        assert (await anna.http.post("/api/auth/logout")).status_code == 204
        assert await client.close_code() == 4401


async def test_a_stopping_server_says_so_to_sockets_and_streams(app: FastAPI, address: str, anna: Counters) -> None:
    [run_id] = await anna.start(1, steps=1, pause_ms=60_000, tokens=1)
    async with (
        socket(address, anna.token) as client,
        anna.http.stream("GET", f"/api/runs/{run_id}/events") as stream,
    ):
        await client.follow("runs")
        await client.typed("subscribed")
        app.state.parts[Bus].drain()
        assert await client.close_code() == 1012
        body = "".join([piece async for piece in stream.aiter_text()])
        assert "event: end" not in body
    async with socket(address, anna.token) as late:
        assert await late.close_code() == 1012


async def test_connections_leave_nothing_behind(app: FastAPI, address: str, anna: Counters) -> None:
    hub: Hub = app.state.parts[Hub]
    for _ in range(20):
        async with socket(address, anna.token) as client:
            await client.follow("runs")
            await client.typed("subscribed")
    await asyncio.sleep(0.2)
    assert len(hub) == 0
    assert not app.state.parts[Bus].is_wanted(names.of_runs((await anna.http.get("/api/auth/verify")).json()["id"]))
