"""One HTTP session with a server; foreign errors are translated here, once."""

import json
import os
import ssl
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import NamedTuple

import aiohttp
from pydantic import JsonValue

from fabula.core.background import in_thread
from fabula.engines.comfy.address import ServerAddress
from fabula.engines.comfy.errors import AccessDenied, ServerBroke, ServerSilent, ServerUnreachable

LONGEST_ANSWER = 256 * 1024 * 1024
PARSED_ASIDE = 256 * 1024  # a long answer is parsed in a thread, so that the loop goes on
CONNECTIONS = 32
LONGEST_TARGET = 200
WS_TIMEOUT = aiohttp.ClientWSTimeout(ws_close=1.0)  # pyright: ignore[reportCallIssue] - attrs without types
DENIED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.PROXY_AUTHENTICATION_REQUIRED}


class Answer(NamedTuple):
    """A status and what was said, `None` where it is not JSON."""

    status: int
    said: JsonValue
    is_json: bool


class Http:
    """Requests to one server under its base path."""

    def __init__(self, address: ServerAddress) -> None:
        times = address.timeouts
        self._address = address
        self._patient = aiohttp.ClientTimeout(total=None, sock_connect=times.connect_s, sock_read=times.stall_s)
        self._prompt = aiohttp.ClientTimeout(total=times.answer_s, sock_connect=times.connect_s)
        self._connector = aiohttp.TCPConnector(limit=CONNECTIONS, ssl=_tls(address))
        self._session = self._opened()
        # A trace costs each request a tenth of its time, and only sockets need one.
        watch = aiohttp.TraceConfig()
        watch.on_request_redirect.append(self._stay)
        self._sockets = self._opened(watch)

    def _opened(self, *watches: aiohttp.TraceConfig) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            trace_configs=[*watches],
            headers=dict(self._address.headers),
            timeout=self._prompt,
            connector=self._connector,
            connector_owner=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=True,
        )

    async def close(self) -> None:
        await self._session.close()
        await self._sockets.close()
        await self._connector.close()

    async def get(self, path: str, params: Mapping[str, str] | None = None) -> JsonValue:
        """The JSON that the server says; anything else than a success is an error."""
        answer = await self.ask("GET", path, params=params)
        return self.good(answer, path).said

    def good(self, answer: Answer, path: str) -> Answer:
        if not (HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES and answer.is_json):
            raise self.broke(answer.status, path)
        return answer

    def broke(self, status: int, path: str) -> ServerBroke:
        what = "no JSON" if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES else f"status {status}"
        details: dict[str, JsonValue] = {"server": self._address.name, "status": status, "path": path}
        return ServerBroke(f"{self._address} answered {path} with {what}.", details=details)

    async def ask(
        self,
        method: str,
        path: str,
        *,
        body: JsonValue = None,
        form: aiohttp.FormData | None = None,
        params: Mapping[str, str] | None = None,
    ) -> Answer:
        """Whatever the server answers, also a refusal."""
        limits = self._patient if form else self._prompt
        data = form if form else None if body is None else json.dumps(body, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json"} if body is not None else {}
        async with self._asking(method, path, params=params, data=data, headers=headers, limits=limits) as response:
            return await self._read(response, path)

    async def _read(self, response: aiohttp.ClientResponse, path: str) -> Answer:
        content = bytearray()
        async for chunk in response.content.iter_any():
            content += chunk
            if len(content) > LONGEST_ANSWER:
                raise ServerBroke(f"{self._address} answered {path} with more than anybody can read.")
        try:
            text = content.decode()
            said: JsonValue = await in_thread(json.loads, text) if len(content) > PARSED_ASIDE else json.loads(text)
        except (ValueError, RecursionError):
            return Answer(response.status, None, is_json=False)
        return Answer(response.status, said, is_json=True)

    @asynccontextmanager
    async def stream(
        self, path: str, params: Mapping[str, str], headers: Mapping[str, str]
    ) -> AsyncGenerator[aiohttp.ClientResponse]:
        """An answer whose body is read by the caller, for as long as bytes come; errors of reading are translated."""
        async with self._asking("GET", path, params=params, headers=headers, limits=self._patient) as response:
            yield response

    async def head(self, path: str, params: Mapping[str, str]) -> tuple[int, int]:
        """Status and length of what a GET would answer."""
        async with self._asking("HEAD", path, params=params, limits=self._prompt) as response:
            return response.status, int(response.headers.get("Content-Length", -1))

    @asynccontextmanager
    async def _asking(
        self,
        method: str,
        path: str,
        *,
        limits: aiohttp.ClientTimeout,
        params: Mapping[str, str] | None = None,
        data: bytes | aiohttp.FormData | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> AsyncGenerator[aiohttp.ClientResponse]:
        with _translated(self._address):
            async with self._session.request(
                method,
                self._address.url + path,
                params=params,
                data=data,
                headers=headers,
                timeout=limits,
                allow_redirects=False,
            ) as response:
                self._check(response)
                yield response

    def _check(self, response: aiohttp.ClientResponse) -> None:
        if response.status in DENIED:
            raise AccessDenied(f"{self._address} does not let us in (status {response.status}).")
        if HTTPStatus.MULTIPLE_CHOICES <= response.status < HTTPStatus.BAD_REQUEST and response.status != 304:
            raise self._sent_on(response)

    def _sent_on(self, response: aiohttp.ClientResponse) -> ServerBroke:
        target = response.headers.get("Location", "somewhere else")[:LONGEST_TARGET]
        return ServerBroke(f"{self._address} sends us on to {target}.", hint="Set that as the server's address.")

    async def _stay(self, _: object, __: object, told: aiohttp.TraceRequestRedirectParams) -> None:
        """A socket has no switch for this: it would go wherever it is sent."""
        told.response.close()
        raise self._sent_on(told.response)

    @asynccontextmanager
    async def socket(self, client_id: str, heartbeat_s: float) -> AsyncGenerator[aiohttp.ClientWebSocketResponse]:
        with _translated(self._address):
            async with self._sockets.ws_connect(
                self._address.socket_url,
                params={"clientId": client_id},
                heartbeat=heartbeat_s,
                max_msg_size=LONGEST_ANSWER,
                autoping=True,
                timeout=WS_TIMEOUT,
            ) as socket:
                yield socket


class _translated:
    """Errors of aiohttp become ours."""

    def __init__(self, address: ServerAddress) -> None:
        self._address = address

    def __enter__(self) -> None:
        return None

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        name = self._address.name
        match error:
            case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
                raise ServerUnreachable(f"{name} does not answer: {_plain(error)}.") from error
            case TimeoutError():
                raise ServerSilent(f"{name} did not answer in time.") from error
            case aiohttp.WSServerHandshakeError(status=status) if status in DENIED:
                raise AccessDenied(f"{name} does not let us in (status {status}).") from error
            case aiohttp.ClientError() | ConnectionError():
                raise ServerSilent(f"The connection to {name} broke.") from error
            case _:
                return


def _plain(error: BaseException) -> str:
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    match cause:
        case ssl.SSLCertVerificationError():
            return f"its certificate is not trusted ({cause.verify_message})"
        case ssl.SSLError():
            return "it does not speak TLS there"
        case TimeoutError() | aiohttp.ConnectionTimeoutError():
            return "no connection in time"
        case ConnectionRefusedError():
            return "connection refused"
        case OSError(errno=int() as number) if number > 0:
            return os.strerror(number).lower()
        case OSError(strerror=str() as words) if words:
            return words[:200]
        case _:
            return "no connection"


def _tls(address: ServerAddress) -> ssl.SSLContext | bool:
    if not address.url.startswith("https"):
        return True
    if not address.verify_tls:
        return False
    return ssl.create_default_context(cafile=str(address.ca_file) if address.ca_file else None)
