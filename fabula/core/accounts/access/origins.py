"""Keeps pages of other sites from acting with a person's cookies."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends
from starlette.requests import HTTPConnection

from fabula.core.accounts.client import Proxies
from fabula.core.accounts.errors import ForeignOrigin
from fabula.core.settings import Settings
from fabula.core.web import part

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
DEFAULT_PORTS = {"http": ":80", "https": ":443"}


class Origins:
    """Knows which origin is this server's own."""

    def __init__(self, settings: Settings, proxies: Proxies) -> None:
        self._public = urlsplit(settings.public_url)
        self._proxies = proxies

    def is_https(self, connection: HTTPConnection) -> bool:
        """Whether the browser sees https, also when a proxy ends it."""
        if self._proxies.scheme(connection) == "https":
            return True
        return self._public.scheme == "https" and self._proxies.host(connection) == self._public.netloc

    def require_own(self, connection: HTTPConnection) -> None:
        """Refuse what a browser says comes from elsewhere; programs say nothing and pass."""
        headers = connection.headers
        if headers.get("sec-fetch-site", "").lower() == "cross-site":
            raise ForeignOrigin
        source = headers.get("origin") or headers.get("referer")
        if source and _site(source) not in self._own(connection):
            raise ForeignOrigin

    def require_own_for_writes(self, connection: HTTPConnection) -> None:
        if connection.scope["type"] == "websocket" or connection.scope["method"] not in SAFE_METHODS:
            self.require_own(connection)

    def _own(self, connection: HTTPConnection) -> set[str]:
        own = {_bare(self._proxies.host(connection), scheme) for scheme in DEFAULT_PORTS}
        return {site for site in (*own, _bare(self._public.netloc, self._public.scheme)) if site}


def _site(source: str) -> str | None:
    try:
        parts = urlsplit(source)
    except ValueError:
        return None
    return _bare(parts.netloc, parts.scheme) or None


def _bare(host: str, scheme: str) -> str:
    return host.lower().removesuffix(DEFAULT_PORTS.get(scheme, "\0"))


async def _require_own(connection: HTTPConnection, origins: Annotated[Origins, part(Origins)]) -> None:
    origins.require_own(connection)


OwnPageOnly = Depends(_require_own)
