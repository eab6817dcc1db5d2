"""One socket to a server, kept alive. It is a hint: whoever listens must be able to do without it."""

import asyncio
import logging
from collections.abc import Callable
from time import monotonic
from uuid import uuid4

import aiohttp

from fabula.core.errors import FabulaError
from fabula.engines.comfy.wire.frames import Frame, Garbage, read_binary, read_text
from fabula.engines.comfy.wire.http import Http

HELLO_S = 3.0
HEARTBEAT_S = 20.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 5.0
SHAKY_S = 10.0
FLAGS = '{"type":"feature_flags","data":{"supports_preview_metadata":true}}'

log = logging.getLogger(__name__)


class Socket:
    """Connects again and again; every connection has a client id of its own.

    A second connection under an old id would be cut off silently when the server at last notices the end of the first.
    """

    def __init__(self, http: Http, on_frame: Callable[[Frame], None], on_change: Callable[[], None]) -> None:
        self._http = http
        self._on_frame = on_frame
        self._on_change = on_change
        self._open: aiohttp.ClientWebSocketResponse | None = None
        self._shaky_until = 0.0
        self.client_id = _new_client_id()
        self.connected = False
        self.settled = asyncio.Event()
        self.last_message = 0.0

    @property
    def healthy(self) -> bool:
        return self.connected and monotonic() >= self._shaky_until

    async def keep(self) -> None:
        """Until it is cancelled."""
        pause_s = FIRST_PAUSE_S
        while True:
            if await self._connection():
                pause_s = FIRST_PAUSE_S
            self.settled.set()
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    async def renew(self) -> None:
        """Give this connection up: it is open and tells nothing."""
        if self._open is not None and not self._open.closed:
            log.info("the socket is deaf, a new one is opened")
            self._lost()
            await self._open.close()

    async def _connection(self) -> bool:
        """One connection until its end; whether it was one at all."""
        try:
            async with self._http.socket(self.client_id, HEARTBEAT_S) as socket:
                self._open = socket
                await socket.send_str(FLAGS)
                await self._listen(socket)
        except FabulaError as error:
            log.debug("no socket: %s", error)
        finally:
            self._open = None
            was = self.connected
            self._lost()
        return was

    def _lost(self) -> None:
        if self.connected:
            self.connected = False
            self.client_id = _new_client_id()
            self._on_change()

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async with asyncio.timeout(HELLO_S) as hello:
            while True:
                message = await socket.receive()
                if message.type is aiohttp.WSMsgType.TEXT or message.type is aiohttp.WSMsgType.BINARY:
                    self._heard(message.data)
                else:
                    return
                if not self.connected:
                    hello.reschedule(None)
                    self.connected = True
                    self.settled.set()
                    self._on_change()

    def _heard(self, data: str | bytes) -> None:
        self.last_message = monotonic()
        try:
            frame = read_text(data) if isinstance(data, str) else read_binary(data)
        except Garbage:
            self._shaky_until = self.last_message + SHAKY_S
            self._on_change()
            return
        if frame is not None:
            self._on_frame(frame)


def _new_client_id() -> str:
    return f"fabula-{uuid4().hex}"
