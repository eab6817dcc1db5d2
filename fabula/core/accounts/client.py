"""What is known of the caller's device, and which proxies are believed about it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from fabula.core.errors import StartFailed
from fabula.core.settings import Settings
from fabula.core.web import part


class DeviceKind(StrEnum):
    DESKTOP = "desktop"
    PHONE = "phone"
    PROGRAM = "program"


_BROWSERS = {
    "Edg": "Edge",
    "EdgA": "Edge",
    "OPR": "Opera",
    "Vivaldi": "Vivaldi",
    "YaBrowser": "Yandex Browser",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}
_PHONES = frozenset({"iPhone", "iPad", "Android"})
_PROGRAM = re.compile(r"[A-Za-z][A-Za-z0-9.+_-]{0,39}")


@dataclass(frozen=True, slots=True)
class Client:
    """The device that a request came from."""

    address: str
    device: str
    kind: DeviceKind


class Proxies:
    """Believes `X-Forwarded-*` from the proxies that the settings name, and from nobody else."""

    def __init__(self, settings: Settings) -> None:
        try:
            self._trusted = [ip_network(address, strict=False) for address in settings.trusted_proxies]
        except ValueError as error:
            raise StartFailed(
                f"FABULA_TRUSTED_PROXIES is wrong: {error}",
                hint="Write addresses or networks with commas between them, such as 127.0.0.1,10.0.0.0/8.",
            ) from error

    def address(self, connection: HTTPConnection) -> str:
        """The caller's own address: the nearest one that is not a trusted proxy."""
        peer = connection.client.host if connection.client else ""
        hops = ",".join(connection.headers.getlist("x-forwarded-for")).split(",")
        while hops and self._is_trusted(peer) and (before := _parsed(hops.pop())) is not None:
            peer = str(before)
        known = _parsed(peer)
        return (str(known) if known else peer)[:45]

    def scheme(self, connection: HTTPConnection) -> str:
        told = self._told(connection, "x-forwarded-proto")
        return (told or connection.url.scheme).lower().replace("ws", "http")

    def host(self, connection: HTTPConnection) -> str:
        return self._told(connection, "x-forwarded-host") or connection.headers.get("host", "")

    def _told(self, connection: HTTPConnection, header: str) -> str:
        peer = connection.client.host if connection.client else ""
        return connection.headers.get(header, "").split(",")[0].strip() if self._is_trusted(peer) else ""

    def _is_trusted(self, address: str) -> bool:
        known = _parsed(address)
        return known is not None and any(known in network for network in self._trusted)


@lru_cache(maxsize=1024)
def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _first(names: dict[str, str], agent: str, end: str = "") -> str:
    return next((name for mark, name in names.items() if mark + end in agent), "")


def describe(agent: str) -> tuple[str, DeviceKind]:
    """A short name for the device behind a User-Agent: "Firefox, Linux"."""
    if not agent.startswith("Mozilla/"):
        program = _PROGRAM.match(agent)
        return (program[0] if program else "Program"), DeviceKind.PROGRAM
    system = _first(_SYSTEMS, agent)
    device = ", ".join(filter(None, (_first(_BROWSERS, agent, "/"), system))) or "Browser"
    return device, DeviceKind.PHONE if system in _PHONES else DeviceKind.DESKTOP


def network_of(address: str) -> str:
    """What one caller can hardly leave: an IPv4 address, or an IPv6 network of 64 bits."""
    known = _parsed(address)
    return str(ip_network((known, 64), strict=False)) if isinstance(known, IPv6Address) else address


async def client_of(connection: HTTPConnection, proxies: Annotated[Proxies, part(Proxies)]) -> Client:
    agents: Iterable[str] = connection.headers.getlist("user-agent")
    device, kind = describe(" ".join(agents))
    return Client(proxies.address(connection), device, kind)


CurrentClient = Annotated[Client, Depends(client_of)]
