"""A drawing as server-sent events, for programs: stage, progress, preview, image, and at last done or error."""

import asyncio
from collections.abc import AsyncGenerator, Mapping

from pydantic import BaseModel, JsonValue
from pydantic_core import to_json

from fabula.core.accounts import UserId
from fabula.core.db import Database
from fabula.core.events import Bus, Frame, Reader
from fabula.core.runs import Following
from fabula.imaging.images import Drawing, Images
from fabula.play.chats.drawing import schemas
from fabula.play.chats.drawing.errors import ImageFailed, ImageStopped
from fabula.play.chats.schemas import Sent

OVER = frozenset({"done", "failed", "cancelled"})
PING_EVERY_S = 15.0
PING = ": ping\n\n"
PARTS: Mapping[str, tuple[str, ...]] = {
    "stage": ("stage", "place", "eta_s"),
    "progress": ("done", "total", "unit"),
    "preview": ("preview",),
}


class Streaming:
    """Follows a drawing for somebody who reads it as a stream; closing the stream stops nothing."""

    def __init__(self, database: Database, bus: Bus, following: Following, images: Images) -> None:
        self._database = database
        self._bus = bus
        self._following = following
        self._images = images

    async def follow(self, owner: UserId, sent: Sent) -> AsyncGenerator[str]:
        assert sent.run_id
        assert sent.reply_id
        told = _Told(sent.reply_id, sent.run_id)
        yield _entry("started", {"message_id": sent.reply_id, "run_id": sent.run_id})
        reader = self._bus.reader()
        try:
            topic = await self._following.watch(reader, owner, sent.run_id)
            while topic.state not in OVER:
                for entry in told.news(topic.live):
                    yield entry
                frames = await _next(reader)
                if reader.is_closed:
                    return
                if frames is None:
                    yield PING
                elif any('"drawing.picture"' in frame.text for frame in frames):
                    for entry in told.images(await self._drawing(owner, sent.run_id)):
                        yield entry
        finally:
            self._bus.dismiss(reader)
        drawing = await self._drawing(owner, sent.run_id)
        for entry in [*told.images(drawing), told.end(drawing)]:
            yield entry

    async def _drawing(self, owner: UserId, run_id: str) -> Drawing:
        async with self._database.reading() as session:
            return (await self._images.of(session, owner, [run_id]))[run_id]


class _Told:
    """What the reader has been told already."""

    def __init__(self, message_id: str, run_id: str) -> None:
        self._message_id = message_id
        self._run_id = run_id
        self._parts: dict[str, dict[str, JsonValue]] = {}
        self._images: set[str] = set()

    def news(self, live: Mapping[str, JsonValue]) -> list[str]:
        entries: list[str] = []
        for name, fields in PARTS.items():
            part = {field: live.get(field) for field in fields}
            if part != self._parts.get(name) and any(value is not None for value in part.values()):
                self._parts[name] = part
                entries.append(_entry(name, part))
        return entries

    def images(self, drawing: Drawing) -> list[str]:
        new = [each for each in drawing.variants if each.picture_id not in self._images]
        self._images.update(each.picture_id for each in new)
        return [_entry("image", schemas.Image.of(each)) for each in new]

    def end(self, drawing: Drawing) -> str:
        run = drawing.run
        if run.state == "done":
            return _entry("done", schemas.Images.of(self._message_id, drawing))
        error = ImageFailed(run.error) if run.error else ImageStopped("The picture was stopped.")
        return _entry("error", error.body(self._run_id).error)


async def _next(reader: Reader) -> list[Frame] | None:
    try:
        async with asyncio.timeout(PING_EVERY_S):
            return await reader.frames()
    except TimeoutError:
        return None


def _entry(name: str, data: BaseModel | Mapping[str, JsonValue]) -> str:
    return f"event: {name}\ndata: {to_json(data).decode()}\n\n"
