"""An application with a storyteller of its own, and somebody who talks to it."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI

from fabula.core.accounts import UserId
from fabula.core.db import Database
from fabula.core.runs import Runs
from fabula.engines.builtin.storyteller import Storyteller
from tests.visitors import Visitor

JsonObject = dict[str, Any]
ENDED = ("done", "failed", "cancelled")


@dataclass
class Salon:
    """An application with a storyteller, and its first person."""

    app: FastAPI
    ann: Visitor
    teller: Storyteller

    @property
    def http(self) -> httpx.AsyncClient:
        return self.ann.http

    @property
    def database(self) -> Database:
        return self.app.state.parts[Database]

    @property
    def owner(self) -> UserId:
        return UserId(self.ann.id)

    async def ok(self, method: str, path: str, status: int = 200, **how: Any) -> Any:
        answer = await self.http.request(method, path, **how)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    async def chat(self, **wishes: Any) -> JsonObject:
        return await self.ok("POST", "/api/chats", 201, json=wishes)

    async def read(self, chat_id: str, **query: Any) -> JsonObject:
        return await self.ok("GET", f"/api/chats/{chat_id}", params=query)

    async def send(self, chat_id: str, content: str = "Hello", **more: Any) -> JsonObject:
        return await self.ok("POST", f"/api/chats/{chat_id}/messages", 202, json={"content": content} | more)

    async def say(self, chat_id: str, content: str = "Hello", **more: Any) -> JsonObject:
        """Send, and wait until the reply has ended; answers the reply."""
        sent = await self.send(chat_id, content, **more)
        await self.ended(sent["run_id"])
        return await self.message(chat_id, sent["reply_id"])

    async def plain(self, chat_id: str, *contents: str, **more: Any) -> list[str]:
        """Messages without replies, one after another; their ids."""
        return [(await self.send(chat_id, text, reply=False, **more))["message_id"] for text in contents]

    async def messages(self, chat_id: str, **query: Any) -> list[JsonObject]:
        return (await self.ok("GET", f"/api/chats/{chat_id}/messages", params=query))["messages"]

    async def said(self, chat_id: str) -> list[str]:
        """The texts of the branch that is shown."""
        return [message["content"] for message in await self.messages(chat_id)]

    async def attach(self, name: str, data: bytes) -> JsonObject:
        return await self.ok("POST", "/api/chats/attachments", 201, files={"file": (name, data)})

    async def message(self, chat_id: str, message_id: str) -> JsonObject:
        return next(each for each in await self.messages(chat_id) if each["id"] == message_id)

    async def run(self, run_id: str) -> JsonObject:
        return await self.ok("GET", f"/api/runs/{run_id}")

    async def once(self, run_id: str, is_so: Callable[[JsonObject], bool]) -> JsonObject:
        async with asyncio.timeout(20):
            while True:
                run = await self.run(run_id)
                if is_so(run):
                    return run
                await asyncio.sleep(0.02)

    async def ended(self, run_id: str) -> JsonObject:
        return await self.once(run_id, lambda run: run["state"] in ENDED)

    async def begun(self, run_id: str, length: int = 1) -> JsonObject:
        """Until some of the reply is there."""
        return await self.once(run_id, lambda run: len(run["live"]["text"] or "") >= length)

    async def stop(self, run_id: str) -> JsonObject:
        await self.ok("POST", f"/api/runs/{run_id}/cancel")
        return await self.ended(run_id)

    async def until(self, is_so: Callable[[], Any]) -> Any:
        """Wait for something that tells nobody; `is_so` may ask."""
        async with asyncio.timeout(20):
            while True:
                if found := await is_so():
                    return found
                await asyncio.sleep(0.02)

    def asked(self) -> list[JsonObject]:
        """What the storyteller was asked to write, oldest first."""
        return [each.body for each in self.teller.received if each.path == "/api/chat"]

    @property
    def runs(self) -> Runs:
        return self.app.state.parts[Runs]


def shown(message: JsonObject, *names: str) -> JsonObject:
    """A part of a message, to be compared."""
    return json.loads(json.dumps({name: message[name] for name in names}))
