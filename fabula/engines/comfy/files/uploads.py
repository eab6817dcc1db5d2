"""Files to a server: named by their content, so that each is sent once."""

import asyncio
import json
from collections import OrderedDict
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path, PurePath
from time import monotonic

import aiohttp

from fabula.core.background import in_thread
from fabula.engines.comfy.address import ServerAddress
from fabula.engines.comfy.errors import FileGone, UploadTooLarge
from fabula.engines.comfy.jobs.queue import ServerQueue
from fabula.engines.comfy.values import FolderKind, ServerFile
from fabula.engines.comfy.wire.http import Http
from fabula.engines.comfy.wire.shapes import a_text, an_object

Content = bytes | Path

SUBFOLDER = "fabula"
NAME_LENGTH = 32
LONGEST_ENDING = 8
REMEMBERED = 5_000
BELIEVED_S = 60.0  # somebody may empty the server's input folder: after a while it is asked again
READ_SIZE = 1024 * 1024


class Uploads:
    """Sends files to one server."""

    def __init__(self, address: ServerAddress, http: Http, queue: ServerQueue) -> None:
        self._address = address
        self._http = http
        self._queue = queue
        self._seen: OrderedDict[str, float] = OrderedDict()
        self._locks: dict[str, asyncio.Lock] = {}

    async def upload(self, content: Content, name: str) -> ServerFile:
        """A file for `LoadImage` and its kin; the name gives only the ending."""
        digest, size = await in_thread(_measure, content)
        target = ServerFile(digest[:NAME_LENGTH] + _ending(name, content), SUBFOLDER, FolderKind.INPUT)
        return await self._once(target, content, size, None)

    async def upload_mask(self, content: Content, original: ServerFile) -> ServerFile:
        """The original with the transparency of the mask, as a new file for `LoadImage`."""
        digest, size = await in_thread(_measure, content)
        digest = sha256(f"{digest} {original.value}".encode()).hexdigest()
        target = ServerFile(f"{digest[:NAME_LENGTH]}.png", SUBFOLDER, FolderKind.INPUT)
        return await self._once(target, content, size, original)

    async def _once(self, target: ServerFile, content: Content, size: int, original: ServerFile | None) -> ServerFile:
        lock = self._locks.setdefault(target.filename, asyncio.Lock())
        try:
            async with lock:
                if not await self._is_there(target, None if original else size):
                    target = await self._send(target, content, size, original)
                self._remember(target)
                return target
        finally:
            if not lock.locked():
                self._locks.pop(target.filename, None)

    def _remember(self, target: ServerFile) -> None:
        self._seen[target.filename] = monotonic()
        self._seen.move_to_end(target.filename)
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)

    async def _is_there(self, target: ServerFile, size: int | None) -> bool:
        if monotonic() - self._seen.get(target.filename, -BELIEVED_S) < BELIEVED_S:
            return True
        status, length = await self._http.head("/view", view_params(target))
        return status == HTTPStatus.OK and (size is None or length == size)

    async def _send(self, target: ServerFile, content: Content, size: int, original: ServerFile | None) -> ServerFile:
        limit = (await self._queue.capabilities()).max_upload_bytes
        if size > limit:
            raise UploadTooLarge(f"{self._address} takes files of at most {limit // 1024**2} MB.")
        path = "/upload/mask" if original else "/upload/image"
        if isinstance(content, bytes):
            answer = await self._http.ask("POST", path, form=_form(target, content, original))
        else:
            with await in_thread(content.open, "rb") as file:
                answer = await self._http.ask("POST", path, form=_form(target, file, original))
        if answer.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            raise UploadTooLarge(f"{self._address}, or a proxy before it, takes no file of {size // 1024} kB.")
        said = an_object(self._http.good(answer, path).said)
        stored = ServerFile(a_text(said.get("name")), a_text(said.get("subfolder")), FolderKind.INPUT)
        if not stored.filename:
            raise self._http.broke(answer.status, path)
        if original and not await self._is_there(stored, None):
            raise FileGone(f"{self._address} no longer has {original.filename}, which the mask belongs to.")
        return stored


def view_params(file: ServerFile) -> dict[str, str]:
    return {"filename": file.filename, "subfolder": file.subfolder, "type": str(file.folder)}


def _form(target: ServerFile, content: object, original: ServerFile | None) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("image", content, filename=target.filename, content_type="application/octet-stream")
    form.add_field("type", str(target.folder))
    form.add_field("subfolder", target.subfolder)
    form.add_field("overwrite", "true")
    if original:
        form.add_field("original_ref", json.dumps(view_params(original)))
    return form


def _measure(content: Content) -> tuple[str, int]:
    if isinstance(content, bytes):
        return sha256(content).hexdigest(), len(content)
    digest, size = sha256(), 0
    with content.open("rb") as file:
        while chunk := file.read(READ_SIZE):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def _ending(name: str, content: Content) -> str:
    ending = PurePath(name or (content.name if isinstance(content, Path) else "")).suffix.lower()
    known = ending[1:].isalnum() and ending.isascii() and len(ending) <= LONGEST_ENDING
    return ending if known else ".png"
