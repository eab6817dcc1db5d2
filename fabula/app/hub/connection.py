"""One client's socket: what it asks for comes in, what it follows goes out."""

import asyncio
import time
from enum import IntEnum

from fastapi import WebSocket
from pydantic import ValidationError
from starlette.websockets import WebSocketDisconnect

from fabula.app.hub.messages import (
    LONGEST_MESSAGE,
    MessageMalformed,
    Ping,
    SignIn,
    Subscribe,
    TooManyTopics,
    Unsubscribe,
    read_message,
)
from fabula.app.hub.subjects import Subjects
from fabula.core.accounts import Person
from fabula.core.errors import FabulaError
from fabula.core.events import Frame, Position, Reader, Topic
from fabula.core.events.frames import encode

MOST_TOPICS = 200
NOWHERE = Position(0, 0)


class Close(IntEnum):
    """Why the server ended a connection."""

    TOO_LARGE = 1009
    SERVER_RESTARTS = 1012
    TOO_MANY = 1013
    SIGN_IN = 4401


class Connection:
    """A signed-in client and the topics that it follows."""

    def __init__(self, socket: WebSocket, person: Person, reader: Reader, subjects: Subjects) -> None:
        self.socket = socket
        self.person = person
        self._reader = reader
        self._subjects = subjects
        self._followed: dict[str, Topic] = {}
        self._sending_since = 0.0
        self._code = Close.SERVER_RESTARTS
        self._tasks: list[asyncio.Task[None]] = []

    async def serve(self) -> None:
        """Until the client goes, or is told to."""
        try:
            async with asyncio.TaskGroup() as tasks:
                self._tasks = [tasks.create_task(self._listen()), tasks.create_task(self._speak())]
        except* WebSocketDisconnect:
            pass

    def stuck_for(self) -> float:
        """Seconds that the newest message has waited for the client to take it."""
        return time.monotonic() - self._sending_since if self._sending_since else 0.0

    def end(self, code: Close) -> None:
        """Close with this code, after what is being sent."""
        self._code = code
        self._reader.close()

    def abandon(self) -> None:
        """The client takes nothing, not even a close: let go."""
        for task in self._tasks:
            task.cancel()

    async def _speak(self) -> None:
        listening, _ = self._tasks
        while frames := await self._reader.frames():
            self._sending_since = time.monotonic()
            await self.socket.send_text(f"[{','.join(frame.text for frame in frames)}]")
            self._sending_since = 0.0
        await self.socket.close(self._code)
        listening.cancel()

    async def _listen(self) -> None:
        while (text := await _received(self.socket)) is not None:
            topic: str | None = None
            try:
                message = _read(text)
                topic = getattr(message, "topic", None)
                await self._obey(message)
            except FabulaError as error:
                self._say({"topic": topic, "type": "error", "error": error.body().error})
        self.end(Close.TOO_LARGE)

    async def _obey(self, message: SignIn | Subscribe | Unsubscribe | Ping) -> None:
        match message:
            case Subscribe():
                await self._subscribe(message)
            case Unsubscribe():
                if followed := self._followed.pop(message.topic, None):
                    self._reader.leave(followed)
            case Ping():
                self._say({"type": "pong"})
            case SignIn():
                raise MessageMalformed("You are signed in already.")

    async def _subscribe(self, message: Subscribe) -> None:
        if followed := self._followed.pop(message.topic, None):
            self._reader.leave(followed)
        if len(self._followed) >= MOST_TOPICS:
            raise TooManyTopics(f"One connection can follow {MOST_TOPICS} topics.", hint="Leave some first.")
        subscribed = {"topic": message.topic, "type": "subscribed"}
        self._followed[message.topic] = await self._subjects.follow(
            self._reader, self.person, message.topic, message.after, [_note(subscribed)]
        )

    def _say(self, body: object) -> None:
        self._reader.say(_note(body))


async def _received(socket: WebSocket) -> str | None:
    """The next message; None if it is too large. What is not text is not understood either."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message["code"])
    text: str = message.get("text") or ""
    return text if len(text) <= LONGEST_MESSAGE else None


def _note(body: object) -> Frame:
    return Frame("news", NOWHERE, encode(body))


def _read(text: str) -> SignIn | Subscribe | Unsubscribe | Ping:
    try:
        return read_message.validate_json(text)
    except ValidationError as error:
        raise MessageMalformed(
            "The socket does not understand this message.",
            hint='Send {"op": "subscribe", "topic": …}, {"op": "unsubscribe", "topic": …} or {"op": "ping"}.',
        ) from error
