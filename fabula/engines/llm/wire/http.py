"""One channel's connection: a session made when it is first needed, and every failure in our own words."""

import asyncio
import json
import os
import ssl
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from pydantic import SecretStr
from pydantic_core import from_json

from fabula.engines.llm.channel import Patience
from fabula.engines.llm.errors import (
    ChannelUnreachable,
    FirstTokenLate,
    ServerFailed,
    StreamBroken,
    StreamMalformed,
    told,
)
from fabula.engines.llm.wire.explaining import Place, explained

if TYPE_CHECKING:
    import aiohttp

LONGEST_ERROR = 64 * 1024
LONGEST_ANSWER = 64 * 1024 * 1024
LARGEST_CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it goes over the wire."""

    path: str
    body: Mapping[str, Any] | None = None
    method: str = "POST"
    model: str = ""


class Http:
    """Requests to one base address with one set of headers."""

    def __init__(
        self, where: str, base_url: str, key: SecretStr, headers: Mapping[str, str], patience: Patience
    ) -> None:
        self.where = where
        self.patience = patience
        self._base_url = base_url
        self._key = key
        self._headers = headers
        self._session: aiohttp.ClientSession | None = None

    def place(self, model: str = "") -> Place:
        return Place(self.where, self._key, model)

    async def close(self) -> None:
        if self._session:
            await self._session.close()
            self._session = None

    async def json(self, call: Call, *, within_s: float | None = None) -> dict[str, Any]:
        """A whole answer, which has to be a JSON object."""
        limit = within_s or self.patience.answer_s
        try:
            async with asyncio.timeout(limit):
                response = await self.open(call)
                try:
                    with self._translated():
                        body = await _bounded(response, LONGEST_ANSWER)
                finally:
                    response.close()
        except TimeoutError:
            raise ServerFailed(f"{self.where} did not answer within {limit:g} s.") from None
        return read_object(body, self.where) if body.strip() else {}

    async def open(self, call: Call) -> "aiohttp.ClientResponse":
        """An answer that has begun and is a success; the caller closes it."""
        with self._translated():
            response = await self._send(call)
        try:
            if response.status >= 300:
                with self._translated():
                    body = await _bounded(response, LONGEST_ERROR)
                raise explained(self.place(call.model), response.status, body, response.headers)
            if response.content_type == "text/html":
                raise StreamMalformed(f"{self.where} answers with a web page instead of its protocol.")
        except BaseException:
            response.close()
            raise
        return response

    async def _send(self, call: Call) -> "aiohttp.ClientResponse":
        body = None if call.body is None else json.dumps(call.body, ensure_ascii=False).encode()
        return await self._open_session().request(
            call.method, self._base_url + call.path, data=body, allow_redirects=False
        )

    def _open_session(self) -> "aiohttp.ClientSession":
        import aiohttp

        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=30),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=self.patience.connect_s),
                headers={"Content-Type": "application/json", **self._headers},
                read_bufsize=LARGEST_CHUNK,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    @contextmanager
    def _translated(self) -> Generator[None]:
        """Nothing above this line sees an error of the network library."""
        import aiohttp

        try:
            yield
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError) as error:
            raise ChannelUnreachable(f"{self.where} cannot be reached: {_plain(error)}.") from None
        except aiohttp.ServerTimeoutError:
            raise FirstTokenLate(f"{self.where} did not answer in time.") from None
        except aiohttp.InvalidURL:
            raise ChannelUnreachable(f"The address of {self.where} is not a valid one.") from None
        except aiohttp.ClientResponseError as error:
            raise StreamMalformed(f"{self.where} does not answer in HTTP: {self._told(error)}") from None
        except aiohttp.ClientPayloadError:
            raise StreamBroken(f"{self.where} broke off in the middle of its answer.") from None
        except (aiohttp.ClientError, ConnectionError, asyncio.IncompleteReadError) as error:
            raise StreamBroken(f"The connection to {self.where} ended: {self._told(error)}") from None

    def _told(self, error: BaseException) -> str:
        return told(str(error) or type(error).__name__, self._key)

    async def read(self, response: "aiohttp.ClientResponse") -> bytes:
        """The next bytes, as they come; none at the end."""
        with self._translated():
            return await response.content.readany()


def _plain(error: Exception) -> str:
    """Why, without the address: everybody hears it, and only admins know where engines are."""
    import aiohttp

    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(cause, ssl.SSLError):
        return "there is no secure connection to it"
    if isinstance(cause, TimeoutError | aiohttp.ConnectionTimeoutError):
        return "no connection in time"
    return os.strerror(cause.errno).lower() if isinstance(cause, OSError) and cause.errno else "no connection"


def read_object(payload: bytes, where: str) -> dict[str, Any]:
    """A JSON object, or an error that shows what came instead."""
    try:
        value = _parsed(payload)
    except (ValueError, RecursionError):
        shown = told(payload[:120].decode("utf-8", "replace"))
        raise StreamMalformed(f"{where} sent something that is not JSON: {shown}") from None
    if not isinstance(value, dict):
        raise StreamMalformed(f"{where} sent JSON that is not an object: {told(value)[:120]}")
    return cast("dict[str, Any]", value)


def _parsed(payload: bytes) -> object:
    """Four times as fast as the standard library, which stays for what only it accepts.

    Among that is half a character, which nothing could pass on: it becomes a question mark.
    """
    try:
        return from_json(payload, cache_strings="keys")
    except ValueError:
        plain = json.dumps(json.loads(payload), ensure_ascii=False)
        return json.loads(plain.encode(errors="replace"))


async def _bounded(response: "aiohttp.ClientResponse", limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in response.content.iter_any():
        parts.append(part)
        size += len(part)
        if size > limit:
            break
    return b"".join(parts)[:limit]
