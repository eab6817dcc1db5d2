"""All sockets of this process: lets them in, watches over them, lets them go."""

import asyncio
import logging
from contextlib import suppress

from fastapi import WebSocket
from pydantic import ValidationError
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocketDisconnect

from fabula.app.hub.connection import Close, Connection
from fabula.app.hub.messages import LONGEST_MESSAGE, SignIn, read_message
from fabula.app.hub.subjects import Subjects
from fabula.core.accounts import Person, authenticate, is_still_signed_in
from fabula.core.errors import FabulaError
from fabula.core.events import Bus

log = logging.getLogger(__name__)

MOST_CONNECTIONS = 5000
LOOK_EVERY_S = 2.0
PATIENCE_S = 20.0
SIGN_IN_WITHIN_S = 10.0


class Hub:
    """Every open socket, and the round that checks on them."""

    def __init__(self, bus: Bus, subjects: Subjects) -> None:
        self._bus = bus
        self._subjects = subjects
        self._connections: dict[Connection, HTTPConnection] = {}

    def __len__(self) -> int:
        return len(self._connections)

    async def admit(self, socket: WebSocket) -> None:
        """Serve one client until it goes."""
        await socket.accept()
        with suppress(WebSocketDisconnect):
            if len(self._connections) >= MOST_CONNECTIONS:
                await socket.close(Close.TOO_MANY)
            elif (signed := await _sign_in(socket)) is None:
                await socket.close(Close.SIGN_IN)
            else:
                await self._serve(socket, *signed)

    async def watch(self) -> None:
        """Every few seconds: end what belongs to nobody any more, or takes nothing."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            for connection, credentials in list(self._connections.items()):
                try:
                    await self._look_at(connection, credentials)
                except Exception:
                    log.exception("a socket could not be checked")

    async def _serve(self, socket: WebSocket, credentials: HTTPConnection, person: Person) -> None:
        reader = self._bus.reader()
        connection = Connection(socket, person, reader, self._subjects)
        self._connections[connection] = credentials
        try:
            await connection.serve()
        finally:
            del self._connections[connection]
            self._bus.dismiss(reader)

    async def _look_at(self, connection: Connection, credentials: HTTPConnection) -> None:
        if connection.stuck_for() > PATIENCE_S:
            connection.abandon()
        elif not await is_still_signed_in(credentials, connection.person):
            connection.end(Close.SIGN_IN)


async def _sign_in(socket: WebSocket) -> tuple[HTTPConnection, Person] | None:
    """By header or cookie, else by a first message that carries a token."""
    with suppress(FabulaError):
        return socket, await authenticate(socket)
    with suppress(FabulaError, ValidationError, TimeoutError):
        async with asyncio.timeout(SIGN_IN_WITHIN_S):
            text = await socket.receive_text()
        message = read_message.validate_json(text) if len(text) <= LONGEST_MESSAGE else None
        if isinstance(message, SignIn):
            bearer = (b"authorization", f"Bearer {message.token}".encode())
            credentials = HTTPConnection({**socket.scope, "headers": [*socket.scope["headers"], bearer]})
            return credentials, await authenticate(credentials)
    return None
