"""A large import goes on where the server stopped: everything comes in once, and nothing is left over."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from fabula.core.settings import Settings
from tests.visitors import Visitor, newcomer, started, visit

CHATS = 400


def large_file() -> bytes:
    messages = [{"role": "user", "content": "word " * 1200}, {"role": "assistant", "content": "yes"}]
    return json.dumps([{"title": f"chat {number}", "chat": {"messages": messages}} for number in range(CHATS)]).encode()


async def once(http: Any, run_id: str, is_so: Callable[[Any], bool]) -> Any:
    async with asyncio.timeout(40):
        while True:
            run = (await http.get(f"/api/runs/{run_id}")).json()
            if is_so(run):
                return run
            await asyncio.sleep(0.01)


async def every_chat(http: Any) -> list[Any]:
    found: list[Any] = []
    page: dict[str, Any] = {"next": None}
    while not found or page["next"]:
        after = {"after": page["next"]} if page["next"] else {}
        page = (await http.get("/api/chats", params={"limit": 200} | after)).json()
        found += page["items"]
    return found


async def begin(ann: Visitor) -> str:
    answer = await ann.http.post("/api/chats/import", files={"file": ("all.json", large_file())})
    assert answer.status_code == 202, answer.text
    return answer.json()["run_id"]


async def test_a_restart_in_the_middle_brings_every_chat_in_once(settings: Settings) -> None:
    async with started(settings) as app:
        ann = await newcomer(app, "Ann")
        run_id = await begin(ann)
        await once(ann.http, run_id, lambda run: (run["live"]["done"] or 0) >= 3)
    async with started(settings) as app, visit(app, token=ann.token) as http:
        run = await once(http, run_id, lambda run: run["state"] in ("done", "failed", "cancelled"))
        assert (run["state"], run["result"]["count"], run["result"]["problems"]) == ("done", CHATS, [])
        titles = [chat["title"] for chat in await every_chat(http)]
        assert sorted(titles) == sorted(f"chat {number}" for number in range(CHATS))
        assert (await http.get("/api/assets")).json()["items"] == []


async def test_a_cancelled_import_keeps_what_came_and_forgets_the_file(settings: Settings) -> None:
    async with started(settings) as app:
        ann = await newcomer(app, "Ann")
        run_id = await begin(ann)
        await once(ann.http, run_id, lambda run: (run["live"]["done"] or 0) >= 3)
        await ann.http.post(f"/api/runs/{run_id}/cancel")
        run = await once(ann.http, run_id, lambda run: run["state"] in ("done", "failed", "cancelled"))
        assert run["state"] == "cancelled"
        assert 3 <= len(await every_chat(ann.http)) < CHATS
        async with asyncio.timeout(10):
            while True:
                if not (await ann.http.get("/api/assets")).json()["items"]:
                    break
                await asyncio.sleep(0.02)
