"""People who chat, all in one process: what they send, what comes by their sockets, and when."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import uvloop
from serving import Server
from subscribers import Subscriber, Wanted, handshake, until

END_WITHIN_S = 120
QUESTION = "Tell me of the sea."
ENDS = (b'"run.finished"', b'"run.failed"', b'"run.cancelled"')


@dataclass(frozen=True)
class Asked:
    """Who chats, and how often one after another."""

    server: Server
    engine: str
    tokens: tuple[str, ...]
    times: int


@dataclass
class Chatted:
    """What all of them saw, and what it cost."""

    chats: int = 0
    ttft_ms: list[float] = field(default_factory=list[float])
    direct_ms: list[float] = field(default_factory=list[float])
    seconds: float = 0.0
    failed: int = 0
    reasons: list[str] = field(default_factory=list[str])
    server_cpu_s: float = 0.0
    client_cpu_s: float = 0.0
    resident_mb: float = 0.0


class Listener(Subscriber):
    """One person's socket; it follows whatever is begun."""

    def follow(self, topic: str) -> None:
        self.notes.clear()
        self.subscribe(topic)

    @property
    def has_heard_the_end(self) -> bool:
        return self.is_closed or any(end in message for _, message in self.notes[-3:] for end in ENDS)


def chat(asked: Asked) -> Chatted:
    """Everybody begins at the same moment."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_chat(asked))


async def _chat(asked: Asked) -> Chatted:
    heard, server = Chatted(), asked.server
    sockets = [await _socket(server, token) for token in asked.tokens]
    # A page opens a new connection by itself when the server has closed an idle one; a program has to look out.
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=3)
    async with aiohttp.ClientSession(server.address, connector=connector) as http:
        for _ in range(asked.times):
            await asyncio.gather(*(_straight(heard, http, asked.engine) for _ in asked.tokens))
        await asyncio.gather(*(_ready(http, token) for token in asked.tokens))
        begun, server_before, own_before = time.time(), server.cpu_s(), time.process_time()
        for _ in range(asked.times):
            people = zip(sockets, asked.tokens, strict=True)
            await asyncio.gather(*(_one(heard, http, socket, token) for socket, token in people))
        heard.seconds = time.time() - begun
        heard.server_cpu_s, heard.client_cpu_s = server.cpu_s() - server_before, time.process_time() - own_before
        heard.resident_mb = server.resident_mb()
    for socket in sockets:
        socket.transport.abort()
    return heard


async def _socket(server: Server, token: str) -> Listener:
    host = server.address.partition("//")[2]
    name, port = host.split(":")
    request = handshake(Wanted(server, "/api/ws", 1, 0, token), host)
    loop = asyncio.get_running_loop()
    _, socket = await loop.create_connection(lambda: Listener(request, "", {}), name, int(port))
    await until(lambda: socket.is_open, END_WITHIN_S)
    return socket


async def _straight(heard: Chatted, http: aiohttp.ClientSession, engine: str) -> None:
    """The same question without the product in between."""
    body = {"model": "fabula-demo", "messages": [{"role": "user", "content": QUESTION}]}
    began = time.time()
    async with http.post(f"{engine}/api/chat", json=body) as answer:
        async for line in answer.content:
            if json.loads(line)["message"]["content"]:
                heard.direct_ms.append((time.time() - began) * 1000)
                return


async def _ready(http: aiohttp.ClientSession, token: str) -> None:
    """The page has been open for a while: its connection stands."""
    async with http.get("/api/chats", headers=_signed(token)) as answer:
        await answer.read()


async def _one(heard: Chatted, http: aiohttp.ClientSession, socket: Listener, token: str) -> None:
    heard.chats += 1
    try:
        began = time.time()
        made = await _post(http, token, "/api/chats", {"message": {"content": QUESTION}})
        socket.follow(f"run:{made['run_id']}")
        await until(lambda: socket.has_heard_the_end, END_WITHIN_S)
        first_at, text = _read(socket)
        heard.ttft_ms.append((first_at - began) * 1000)
        await _check(http, token, made["id"], made["messages"][-1]["id"], text)
    except (TimeoutError, RuntimeError, aiohttp.ClientError, KeyError) as error:
        heard.failed += 1
        heard.reasons.append(f"{type(error).__name__}: {error}"[:300])


async def _check(http: aiohttp.ClientSession, token: str, chat_id: str, reply_id: str, text: str) -> None:
    """What is stored is what came."""
    async with http.get(f"/api/chats/{chat_id}", headers=_signed(token)) as answer:
        shown = await answer.json()
    reply = next(message for message in shown["messages"] if message["id"] == reply_id)
    if reply["state"] != "done" or reply["content"] != text or not text:
        raise RuntimeError(f"the reply is {reply['state']}, {len(reply['content'])} characters, {len(text)} came")


async def _post(http: aiohttp.ClientSession, token: str, path: str, body: object) -> dict[str, Any]:
    async with http.post(path, json=body, headers=_signed(token)) as answer:
        if answer.status >= 300:
            raise RuntimeError(f"{path}: {answer.status} {await answer.text()}")
        return await answer.json()


def _signed(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _read(socket: Listener) -> tuple[float, str]:
    """When the first text came, and all of it."""
    first_at, text = 0.0, ""
    for at, message in socket.notes:
        for frame in json.loads(message):
            if frame["type"] == "snapshot":
                text = frame["live"]["text"] or ""
            elif frame["type"] == "delta":
                text = frame["set"].get("text", text) or ""
                text += frame["append"].get("text", "")
            if text and not first_at:
                first_at = at
    return first_at, text
