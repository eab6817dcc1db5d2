"""A file of chats comes in: at once if it is small, else as a run that survives crashes."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel, JsonValue

from fabula.core.accounts import UserId
from fabula.core.assets import AssetNotFound, Incoming, Library
from fabula.core.background import in_thread
from fabula.core.db import Database
from fabula.core.ids import new_id
from fabula.core.runs import Kind, RunContext, Runs
from fabula.play.chats.moving.bringing import Bringing
from fabula.play.chats.moving.readers.archives import is_archive
from fabula.play.chats.moving.reading import Item, Reading, Refused
from fabula.play.chats.schemas import Imported, ImportedChat, ImportProblem

LARGEST_AT_ONCE = 2 * 1024 * 1024
MOST_TOLD = 100
HREF = "/chats"

Progress = Callable[[int], None]


class ImportInput(BaseModel):
    """The uploaded file, kept until its chats are in."""

    asset_id: str
    name: str


@dataclass(slots=True)
class _Tally:
    """What came in so far."""

    count: int = 0
    messages: int = 0
    problems: int = 0
    chats: list[ImportedChat] = field(default_factory=list[ImportedChat])
    told: list[ImportProblem] = field(default_factory=list[ImportProblem])

    def came(self, chat: ImportedChat, notes: list[str]) -> None:
        self.count += 1
        self.messages += chat.messages
        if len(self.chats) < MOST_TOLD:
            self.chats.append(chat)
        for note in notes:
            self.refused(chat.title, note)

    def refused(self, name: str, reason: str) -> None:
        self.problems += 1
        if len(self.told) < MOST_TOLD:
            self.told.append(ImportProblem(name=name[:200], reason=reason[:500]))

    def result(self, run_id: str | None = None) -> Imported:
        return Imported(
            count=self.count,
            messages=self.messages,
            chats=self.chats,
            problem_count=self.problems,
            problems=self.told,
            run_id=run_id,
        )


class Importing:
    """Takes files in, and carries on with the large ones."""

    def __init__(self, database: Database, library: Library, runs: Runs, bringing: Bringing) -> None:
        self._database = database
        self._library = library
        self._runs = runs
        self._bringing = bringing
        self.kind = Kind("chats.import", "Import of chats", ImportInput, self._carry, retryable=False)

    async def take(self, owner: UserId, incoming: Incoming, name: str) -> Imported:
        """What came in; or, with a large file or an archive, the run that brings it in."""
        if incoming.bytes <= LARGEST_AT_ONCE and not is_archive(incoming.start):
            return (await self._bring(owner, incoming.path, name, lambda _number: new_id())).result()
        async with self._database.writing() as session:
            asset = await self._library.store(session, owner, incoming, _as_file(name))
            given = ImportInput(asset_id=asset.id, name=name)
            run = await self._runs.start(session, self.kind, given, owner=owner, href=HREF)
        return _Tally().result(run.id)

    async def _carry(self, context: RunContext[ImportInput]) -> JsonValue:
        is_over = True
        try:
            tally = await self._from_asset(context)
        except asyncio.CancelledError:
            is_over = context.is_cancelled  # else the server stops, and the next start goes on
            raise
        finally:
            if is_over:
                await self._forget(context)
        return tally.result(context.id).model_dump(mode="json")

    async def _from_asset(self, context: RunContext[ImportInput]) -> _Tally:
        async with self._database.reading() as session:
            asset = await self._library.find(session, context.owner, context.input.asset_id)
        async with self._library.receiving() as local:
            async for part in await self._library.open(asset):
                await local.write(part)
            await local.finish()

            def told(count: int) -> None:
                context.live(done=count, unit="chats")

            def id_of(number: int) -> str:
                return _steady_id(context.id, number)

            may_be_here = self._bringing.is_here if context.is_resumed else None
            return await self._bring(context.owner, local.path, context.input.name, id_of, told, may_be_here)

    async def _forget(self, context: RunContext[ImportInput]) -> None:
        with suppress(AssetNotFound):
            async with self._database.writing() as session:
                await self._library.remove(session, context.owner, context.input.asset_id)

    async def _bring(
        self,
        owner: UserId,
        path: Path,
        name: str,
        id_of: Callable[[int], str],
        told: Progress | None = None,
        may_be_here: Callable[[UserId, str], Awaitable[bool]] | None = None,
    ) -> _Tally:
        tally, reading = _Tally(), Reading(path, name)
        items = reading.items()
        try:
            number = 0
            while (item := await in_thread(_next, items)) is not None:
                number += 1
                await self._one(owner, item, reading, id_of(number), tally, may_be_here)
                if told:
                    told(tally.count)
        finally:
            reading.close()
        return tally

    async def _one(
        self,
        owner: UserId,
        item: Item,
        reading: Reading,
        chat_id: str,
        tally: _Tally,
        may_be_here: Callable[[UserId, str], Awaitable[bool]] | None,
    ) -> None:
        if isinstance(item, Refused):
            tally.refused(item.name, item.reason)
        elif may_be_here is not None and await may_be_here(owner, chat_id):
            tally.came(ImportedChat(id=chat_id, title=item.title, messages=len(item.messages)), item.notes)
        else:
            tally.came(await self._bringing.bring(owner, item, reading.archive, chat_id), item.notes)


def _next(items: Iterator[Item]) -> Item | None:
    return next(items, None)


def _steady_id(run_id: str, number: int) -> str:
    """The same for the same chat of the same import, so that none comes in twice after a crash."""
    random = int.from_bytes(sha256(f"{run_id} {number}".encode()).digest()[:8], "big")
    kept = UUID(run_id).int >> 64 << 64
    return str(UUID(int=kept | (random & ~(0x3 << 62)) | (0x2 << 62)))


def _as_file(name: str) -> str:
    """A name that promises no picture, whatever it was called."""
    return f"{name[:150]}.import"
