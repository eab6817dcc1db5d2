"""Who listens: one socket for each client id, each with its own bounded backlog."""

import asyncio
import contextlib
import json
import uuid
from typing import Any

from aiohttp import WSMsgType, web

from fabula.core.background import Background
from fabula.engines.builtin.painter.script import Script
from fabula.engines.builtin.painter.server.state import FEATURES, state_of
from fabula.engines.builtin.painter.wire import is_table
from fabula.engines.builtin.painter.work.jobs import Queue

Frame = str | bytes


class Listener:
    """One open socket and what still has to go out."""

    def __init__(self, socket: web.WebSocketResponse, transport: asyncio.Transport | None, backlog: int) -> None:
        self.socket = socket
        self._transport = transport
        self.flags: dict[str, Any] = {}
        self._frames: asyncio.Queue[Frame] = asyncio.Queue(backlog)

    def put(self, frame: Frame) -> None:
        try:
            self._frames.put_nowait(frame)
        except asyncio.QueueFull:
            # Who does not read is cut off: a client learns that it missed something when its socket closes.
            self.abort()

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    async def pump(self) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                frame = await self._frames.get()
                if isinstance(frame, str):
                    await self.socket.send_str(frame)
                else:
                    await self.socket.send_bytes(frame)


class Sockets:
    def __init__(self, script: Script, background: Background, backlog: int) -> None:
        self._script = script
        self._background = background
        self._backlog = backlog
        self._by_id: dict[str, Listener] = {}
        self._open: set[Listener] = set()
        self._is_closed = False

    def send(self, kind: str, data: dict[str, Any], client_id: str | None = None) -> None:
        targets = self._targets(client_id)
        if targets:
            frame = json.dumps({"type": kind, "data": data})
            for listener in targets:
                listener.put(frame)

    def send_bytes(self, frame: bytes, client_id: str | None = None) -> None:
        for listener in self._targets(client_id):
            listener.put(frame)

    def send_raw(self, frame: Frame) -> None:
        for listener in self._open:
            listener.put(frame)

    def wants_metadata(self, client_id: str | None) -> bool:
        listener = self._by_id.get(client_id or "")
        return listener is not None and bool(listener.flags.get("supports_preview_metadata"))

    def cut(self) -> None:
        for listener in list(self._open):
            listener.abort()

    def close(self) -> None:
        """The server dies: every socket breaks, and nobody gets a new one."""
        self._is_closed = True
        self.cut()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=1024 * 1024)
        await socket.prepare(request)
        client_id = request.query.get("clientId") or uuid.uuid4().hex
        listener = Listener(socket, request.transport, self._backlog)
        if self._is_closed:
            listener.abort()
            return socket
        self._by_id[client_id] = listener
        self._open.add(listener)
        pump = self._background.start(listener.pump(), name="painter socket")
        try:
            self._greet(listener, client_id, state_of(request).queue, request)
            await self._read(listener)
        finally:
            pump.cancel()
            self._open.discard(listener)
            # The id is dropped even when a newer socket has taken it over, as the real server does.
            self._by_id.pop(client_id, None)
        return socket

    def _greet(self, listener: Listener, client_id: str, queue: Queue, request: web.Request) -> None:
        status = {"status": {"exec_info": {"queue_remaining": queue.remaining}}, "sid": client_id}
        listener.put(json.dumps({"type": "status", "data": status}))
        news = state_of(request).worker.news
        running = queue.running
        if running is not None and running.client_id == client_id and news is not None and news.node is not None:
            listener.put(json.dumps({"type": "executing", "data": {"node": news.node}}))

    async def _read(self, listener: Listener) -> None:
        is_first = True
        async for message in listener.socket:
            if message.type is not WSMsgType.TEXT:
                continue
            try:
                said = json.loads(message.data)
            except ValueError:
                continue
            if is_first and is_table(said) and said.get("type") == "feature_flags":
                flags = said.get("data")
                listener.flags = flags if is_table(flags) else {}
                listener.put(json.dumps({"type": "feature_flags", "data": FEATURES}))
            is_first = False

    def _targets(self, client_id: str | None) -> list[Listener]:
        if self._script.is_deaf:
            return []
        if client_id is None:
            return list(self._by_id.values())
        listener = self._by_id.get(client_id)
        return [] if listener is None else [listener]
