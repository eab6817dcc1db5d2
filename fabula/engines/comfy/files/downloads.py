"""Files from a server, whole or not at all: cut transfers go on where they broke."""

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from http import HTTPStatus
from pathlib import Path
from secrets import token_hex

from fabula.core.background import in_thread
from fabula.core.errors import TooLarge
from fabula.engines.comfy.address import ServerAddress
from fabula.engines.comfy.errors import FileCutShort, FileGone, ServerBroke, ServerSilent, ServerUnreachable
from fabula.engines.comfy.files.uploads import view_params
from fabula.engines.comfy.files.wholeness import Wholeness
from fabula.engines.comfy.values import ServerFile
from fabula.engines.comfy.wire.http import Http

TRIES = 5
FIRST_PAUSE_S = 0.1
CHUNK = 256 * 1024
LARGEST_IN_MEMORY = 256 * 1024 * 1024


class Downloads:
    """Reads files of one server."""

    def __init__(self, address: ServerAddress, http: Http) -> None:
        self._address = address
        self._http = http

    async def view(self, file: ServerFile) -> AsyncGenerator[bytes]:
        """The bytes of a file; the generator ends only when it gave all of them."""
        transfer = _Transfer(self._address, self._http, file)
        failures = 0
        while not transfer.is_whole:
            before = transfer.offset
            try:
                async with aclosing(transfer.attempt()) as chunks:
                    async for chunk in chunks:
                        yield chunk
            except (ServerSilent, ServerUnreachable, _HasMore) as error:
                failures = 1 if transfer.offset > before else failures + 1
                if failures >= TRIES:
                    raise FileCutShort(f"{file.filename} did not arrive whole from {self._address}.") from error
                await asyncio.sleep(FIRST_PAUSE_S * 2**failures)

    async def fetch(self, file: ServerFile, largest: int = LARGEST_IN_MEMORY) -> bytes:
        """A whole file in memory."""
        content = bytearray()
        async with aclosing(self.view(file)) as chunks:
            async for chunk in chunks:
                content += chunk
                if len(content) > largest:
                    raise TooLarge(f"{file.filename} is larger than {largest // 1024**2} MB.")
        return bytes(content)

    async def save(self, file: ServerFile, path: Path) -> Path:
        """A whole file on the disk: it appears under its name only when all of it is there."""
        part = path.with_name(f".{path.name}.{token_hex(4)}.part")
        try:
            with await in_thread(part.open, "wb") as target:
                async with aclosing(self.view(file)) as chunks:
                    async for chunk in chunks:
                        await in_thread(target.write, chunk)
                await in_thread(target.flush)
                await in_thread(os.fsync, target.fileno())
            await in_thread(part.replace, path)
        finally:
            with suppress(FileNotFoundError):
                part.unlink()
        return path


class _HasMore(Exception):
    """The server gave all that it had, and it was only a part."""


class _Transfer:
    """One file on its way; each attempt goes on where the last one broke."""

    def __init__(self, address: ServerAddress, http: Http, file: ServerFile) -> None:
        self._address = address
        self._http = http
        self._file = file
        self._tag = ""
        self._wholeness = Wholeness(file.filename)
        self.offset = 0
        self.is_whole = False

    async def attempt(self) -> AsyncGenerator[bytes]:
        headers = {"Accept-Encoding": "identity"}
        if self.offset and self._tag:
            headers |= {"Range": f"bytes={self.offset}-", "If-Range": self._tag}
        async with self._http.stream("/view", view_params(self._file), headers) as response:
            if response.status == HTTPStatus.NOT_FOUND:
                raise FileGone(f"{self._address} no longer has {self._file.filename}.")
            if response.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                raise _HasMore
            if response.status not in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
                raise self._http.broke(response.status, "/view")
            self._same(response.headers.get("ETag", ""))
            skip = 0 if response.status == HTTPStatus.PARTIAL_CONTENT else self.offset
            async for chunk in response.content.iter_chunked(CHUNK):
                fresh, skip = chunk[skip:], max(0, skip - len(chunk))
                if fresh:
                    self.offset += len(fresh)
                    self._wholeness.add(fresh)
                    yield fresh
        if not self._wholeness.is_whole:
            raise _HasMore
        self.is_whole = True

    def _same(self, tag: str) -> None:
        if self.offset and self._tag and tag != self._tag:
            raise ServerBroke(
                f"{self._file.filename} changed on {self._address} while it was read.", hint="Read it again."
            )
        self._tag = tag
