"""What nodes a server has."""

import asyncio
from collections.abc import Mapping
from time import monotonic
from urllib.parse import quote

from pydantic import JsonValue

from fabula.engines.comfy.values import ObjectInfo
from fabula.engines.comfy.wire.http import Http
from fabula.engines.comfy.wire.shapes import an_object, members

BELIEVED_S = 600.0  # the lists of models inside change without a word


class Catalogue:
    """Megabytes of description, asked for once and kept for a while."""

    def __init__(self, http: Http) -> None:
        self._http = http
        self._lock = asyncio.Lock()
        self._known: ObjectInfo | None = None
        self._read_at = 0.0

    def forget(self) -> None:
        self._known = None

    async def everything(self, *, fresh: bool) -> ObjectInfo:
        if fresh:
            self.forget()
        async with self._lock:
            if self._known is None or monotonic() - self._read_at > BELIEVED_S:
                self._known = dict(members(await self._http.get("/object_info")))
                self._read_at = monotonic()
            return self._known

    async def one(self, class_type: str) -> Mapping[str, JsonValue] | None:
        answer = an_object(await self._http.get(f"/object_info/{quote(class_type, safe='')}"))
        return an_object(answer.get(class_type)) or None
