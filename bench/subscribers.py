"""Many sockets in one process: they note what arrives and when, and read it only afterwards."""

import asyncio
import base64
import json
import os
import struct
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast
from urllib.request import ProxyHandler, Request, build_opener

import uvloop
from serving import Server

AT_ONCE = 50
OPEN_WITHIN_S = 60
END_WITHIN_S = 30
SETTLE_S = 1.0
LOOK_EVERY_S = 0.01
TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA


@dataclass(frozen=True)
class Wanted:
    """Who listens to what, and for how long; without runs every socket just takes what comes."""

    server: Server
    path: str
    count: int
    seconds: float
    token: str = ""
    runs: tuple[str, ...] = ()


@dataclass
class Heard:
    """What all sockets received between two moments, what it cost, and whether anything was missing at the end."""

    seconds: float = 0.0
    messages: int = 0
    events: int = 0
    delays_ms: list[float] = field(default_factory=list[float])
    skips: int = 0
    lost: int = 0
    server_cpu_s: float = 0.0
    client_cpu_s: float = 0.0
    own_delays_ms: list[float] = field(default_factory=list[float])
    resident_mb: float = 0.0


def listen(wanted: Wanted) -> Heard:
    """Open the sockets, listen, stop the runs, and see whether everybody has everything."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_listen(wanted))


def call(server: Server, path: str, token: str = "", body: object = None, method: str = "GET") -> dict[str, Any]:
    """One request to the API."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = None if body is None else json.dumps(body).encode()
    request = Request(f"{server.address}{path}", data, headers, method=method if body is None else "POST")
    with build_opener(ProxyHandler({})).open(request, timeout=30) as answer:
        return json.load(answer)


class Subscriber(asyncio.Protocol):
    """One socket, with no more work per message than a note of it."""

    def __init__(self, request: bytes, topic: str, known: dict[bytes, bytes]) -> None:
        self.notes: list[tuple[float, bytes]] = []
        self.topic = topic
        self.is_open = False
        self.is_closed = False
        self._request = request
        self._known = known
        self._rest: bytes = b""

    @property
    def has_begun(self) -> bool:
        return self.is_open and (not self.topic or any(b'"snapshot"' in message for _, message in self.notes[:3]))

    @property
    def has_ended(self) -> bool:
        return self.is_closed or any(b'"run.cancelled"' in message for _, message in self.notes[-3:])

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_closed = True

    def data_received(self, data: bytes) -> None:
        at = time.time()
        data = self._rest + data if self._rest else data
        if not self.is_open:
            head, _, data = data.partition(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 101"):
                raise RuntimeError(head.decode(errors="replace"))
            self.is_open = True
            if self.topic:
                self.subscribe(self.topic)
        while (found := _frame(data)) is not None:
            kind, begin, end = found
            self._take(at, kind, data[begin:end])
            data = data[end:]
        self._rest = data

    def subscribe(self, topic: str) -> None:
        self._send(TEXT, json.dumps({"op": "subscribe", "topic": topic}).encode())

    def _take(self, at: float, kind: int, payload: bytes) -> None:
        if kind == TEXT:
            self.notes.append((at, self._known.setdefault(payload, payload)))
        elif kind == PING:
            self._send(PONG, payload)
        elif kind == CLOSE:
            self.is_closed = True

    def _send(self, kind: int, payload: bytes) -> None:
        assert len(payload) < 126
        # The mask is zero: it hides nothing here, and costs nothing.
        self.transport.write(bytes((0x80 | kind, 0x80 | len(payload), 0, 0, 0, 0)) + payload)


def _frame(data: bytes) -> tuple[int, int, int] | None:
    """Kind, begin and end of the first frame's content, once all of it is there."""
    if len(data) < 2:
        return None
    size, begin = data[1], 2
    if size >= 126:
        begin = 4 if size == 126 else 10
        if len(data) < begin:
            return None
        (size,) = struct.unpack_from("!H" if begin == 4 else "!Q", data, 2)
    return (data[0] & 0x0F, begin, begin + size) if len(data) >= begin + size else None


async def _listen(wanted: Wanted) -> Heard:
    sockets = await _opened(wanted)
    await until(lambda: all(each.has_begun for each in sockets), OPEN_WITHIN_S)
    await asyncio.sleep(SETTLE_S)
    heard, server = Heard(), wanted.server
    begin, server_before, own_before = time.time(), server.cpu_s(), time.process_time()
    async with _own_delays(heard.own_delays_ms):
        await asyncio.sleep(wanted.seconds)
    end = time.time()
    heard.server_cpu_s, heard.client_cpu_s = server.cpu_s() - server_before, time.process_time() - own_before
    heard.seconds, heard.resident_mb = end - begin, server.resident_mb()
    texts = await _ended(wanted, sockets)
    for each in sockets:
        each.transport.abort()
        _read(each, heard, begin, end, texts)
    return heard


@asynccontextmanager
async def _own_delays(delays_ms: list[float]) -> AsyncGenerator[None]:
    """How late this process itself comes to what it has to do; a message that waits for it waits as long."""

    async def look() -> None:
        while True:
            due = time.monotonic() + LOOK_EVERY_S
            await asyncio.sleep(LOOK_EVERY_S)
            delays_ms.append((time.monotonic() - due) * 1000)

    looking = asyncio.create_task(look())
    try:
        yield
    finally:
        looking.cancel()


async def _opened(wanted: Wanted) -> list[Subscriber]:
    host = wanted.server.address.partition("//")[2]
    name, port = host.split(":")
    request = handshake(wanted, host)
    known: dict[bytes, bytes] = {}
    room = asyncio.Semaphore(AT_ONCE)

    async def opened(number: int) -> Subscriber:
        topic = f"run:{wanted.runs[number % len(wanted.runs)]}" if wanted.runs else ""
        async with room:
            _, socket = await asyncio.get_running_loop().create_connection(
                lambda: Subscriber(request, topic, known), name, int(port)
            )
            await until(lambda: socket.is_open, OPEN_WITHIN_S)
        return socket

    return await asyncio.gather(*(opened(number) for number in range(wanted.count)))


def handshake(wanted: Wanted, host: str) -> bytes:
    """The request that opens a socket."""
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [f"GET {wanted.path} HTTP/1.1", f"Host: {host}", "Upgrade: websocket", "Connection: Upgrade"]
    lines += [f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13"]
    lines += [f"Authorization: Bearer {wanted.token}"] if wanted.token else []
    return "\r\n".join([*lines, "", ""]).encode()


async def _ended(wanted: Wanted, sockets: list[Subscriber]) -> dict[str, str]:
    """Stop the runs, wait until every socket has heard of it, and return the texts as the server stored them."""
    if not wanted.runs:
        return {}
    for run in wanted.runs:
        await asyncio.to_thread(call, wanted.server, f"/api/runs/{run}/cancel", wanted.token, method="POST")
    await until(lambda: all(each.has_ended for each in sockets), END_WITHIN_S)
    stored = [await asyncio.to_thread(call, wanted.server, f"/api/runs/{run}", wanted.token) for run in wanted.runs]
    return {f"run:{run['id']}": run["live"]["text"] for run in stored}


async def until(is_so: Callable[[], bool], within_s: float) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(within_s):
        # The sockets are many and none of them should pay for being waited for.
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


@cache
def _frames(message: bytes) -> list[dict[str, Any]]:
    return json.loads(message)


def _read(socket: Subscriber, heard: Heard, begin: float, end: float, texts: dict[str, str]) -> None:
    """Count what came in time, and put the text together from everything that came at all."""
    log = _Log()
    for at, message in socket.notes:
        frames = _frames(message)
        events = [due for frame in frames for due in log.follow(frame)]
        if begin <= at < end:
            heard.messages += 1
            heard.events += len(events)
            heard.delays_ms.extend(at * 1000 - due for due in events if due)
    heard.skips += max(0, log.snapshots - 1)
    if texts and (log.has_gap or log.text != texts[socket.topic]):
        heard.lost += 1


class _Log:
    """What a subscriber knows of a run."""

    def __init__(self) -> None:
        self.text = ""
        self.seq = 0
        self.snapshots = 0
        self.has_gap = False

    def follow(self, frame: dict[str, Any]) -> list[float]:
        """The events that this frame carries, each by the moment when it was due (0: it does not say)."""
        match frame["type"]:
            case "snapshot":
                self.snapshots += 1
                self.text, self.seq = frame["live"]["text"] or "", frame["seq"]
            case "delta":
                self.has_gap |= frame["seq"] != self.seq
                added: str = frame["append"].get("text", "")
                self.text += added
                return [float(word.partition("@")[2]) for word in added.split()]
            case "event":
                self.has_gap |= frame["seq"] != self.seq + 1
                self.seq = frame["seq"]
                return [0.0]
            case _:
                pass
        return []
