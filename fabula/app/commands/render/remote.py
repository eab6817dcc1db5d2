"""A running Fabula as the command sees it: requests with a key, answers as plain JSON, errors in its own words."""

import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from fabula.core.errors import Invalid, Unavailable
from fabula.imaging.scripts import MappingUnclear

KEY = "FABULA_API_KEY"
PATIENCE = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=120)
WRONG_KEY = (401, 403)
REFUSED = (400, 404, 409, 413, 422)


class KeyRefused(Invalid):
    """The server does not know the key."""


class Remote:
    """`async with connected(url) as fabula:` everything is asked in the name of the key's owner."""

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self.url = url
        self._http = http

    async def get(self, path: str, **query: str | int) -> Any:
        return await self._json("GET", path, params=query)

    async def post(self, path: str, body: Any = None, **query: str) -> Any:
        return await self._json("POST", path, json=body, params=query)

    async def send(self, path: str, data: bytes | aiohttp.FormData, **query: str) -> Any:
        return await self._json("POST", path, data=data, params=query)

    async def save(self, path: str, target: Path) -> None:
        """Fetch a file, a piece at a time."""
        async with self._asked("GET", path) as answer:
            with target.open("wb") as file:
                async for piece in answer.content.iter_chunked(256 * 1024):
                    file.write(piece)

    async def _json(self, verb: str, path: str, **more: Any) -> Any:
        async with self._asked(verb, path, **more) as answer:
            try:
                return await answer.json()
            except ValueError as error:
                raise _no_fabula(self.url) from error

    @asynccontextmanager
    async def _asked(self, verb: str, path: str, **more: Any) -> AsyncGenerator[aiohttp.ClientResponse]:
        try:
            async with self._http.request(verb, f"{self.url}{path}", **more) as answer:
                if not answer.ok:
                    raise await self._refusal(answer)
                yield answer
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unavailable(
                f"{self.url} does not answer: {error or 'it is silent'}.",
                hint="Start Fabula there, or correct --fabula. The same command goes on where it was.",
            ) from error

    async def _refusal(self, answer: aiohttp.ClientResponse) -> Exception:
        if answer.status in WRONG_KEY:
            return KeyRefused(
                f"{self.url} does not let you in.", hint=f"Make an API key on the account page, and set {KEY} to it."
            )
        try:
            told: Mapping[str, Any] = (await answer.json())["error"]
            message, hint = str(told["message"]), str(told["hint"])
        except (ValueError, KeyError, TypeError):
            return _no_fabula(self.url)
        return (MappingUnclear if answer.status in REFUSED else Unavailable)(message, hint=hint)


@asynccontextmanager
async def connected(url: str) -> AsyncGenerator[Remote]:
    """A session with the server, which has to let us in."""
    key = os.environ.get(KEY, "")
    if not key:
        raise KeyRefused(
            f"{url} wants to know who asks.", hint=f"Make an API key on its account page, and set {KEY} to it."
        )
    headers = {"Authorization": f"Bearer {key}"}
    async with aiohttp.ClientSession(headers=headers, timeout=PATIENCE) as http:
        yield Remote(url.rstrip("/"), http)


def _no_fabula(url: str) -> Exception:
    return Unavailable(f"What answers at {url} is no Fabula.", hint="Correct --fabula: http://HOST:PORT.")
