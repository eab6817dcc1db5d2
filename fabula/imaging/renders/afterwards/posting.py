"""One POST to an address that somebody named: never to this machine or its network, unless a setting allows it."""

import asyncio
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fabula.imaging.renders.errors import WebhookRefused

if TYPE_CHECKING:
    from aiohttp import ClientSession

PATIENCE_S = 10.0
GONE = 410


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether it was taken, and if not, whether there is any sense in trying again."""

    is_taken: bool
    is_final: bool
    said: str


class Poster:
    """Sends; follows no redirect, reads no answer."""

    def __init__(self, *, may_be_private: bool) -> None:
        self._may_be_private = may_be_private
        self._session: ClientSession | None = None

    def require(self, url: str) -> None:
        """Fails for an address that needs no look-up to be refused."""
        try:
            host = urlsplit(url).hostname or ""
        except ValueError:
            host = ""
        if not host:
            raise WebhookRefused("The webhook has no address that can be told.")
        if not self._may_be_private and (host == "localhost" or _is_private(host)):
            raise WebhookRefused(f"{host} is an address of this machine or of its network.")

    async def post(self, url: str, body: bytes, headers: dict[str, str]) -> Answer:
        import aiohttp

        self.require(url)
        try:
            async with self._opened().post(url, data=body, headers=headers, allow_redirects=False) as answer:
                taken = 200 <= answer.status < 300
                return Answer(taken, answer.status == GONE, f"It answered {answer.status}.")
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return Answer(is_taken=False, is_final=False, said=str(error) or type(error).__name__)

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    def _opened(self) -> "ClientSession":
        if self._session is None:
            import aiohttp

            connector = aiohttp.TCPConnector(limit=16, resolver=None if self._may_be_private else _public_only())
            timeout = aiohttp.ClientTimeout(total=PATIENCE_S)
            self._session = aiohttp.ClientSession(
                connector=connector, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session


def _is_private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False


def _public_only() -> Any:
    """Names are looked up once, and what they lead to is what is called: no second answer can lead elsewhere."""
    import socket

    from aiohttp.abc import AbstractResolver, ResolveResult
    from aiohttp.resolver import ThreadedResolver

    class PublicOnly(AbstractResolver):
        def __init__(self) -> None:
            self._asks = ThreadedResolver(loop=asyncio.get_running_loop())

        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
        ) -> list[ResolveResult]:
            found = await self._asks.resolve(host, port, family)
            public = [each for each in found if not _is_private(each["host"])]
            if not public:
                raise OSError(None, f"{host} leads to this machine or its network")
            return public

        async def close(self) -> None:
            await self._asks.close()

    return PublicOnly()
