"""Where a ComfyUI server is and how to talk to it."""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from fabula.engines.comfy.errors import AddressInvalid

SCHEME = re.compile(r"(Basic|Bearer) ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait for this server, in seconds."""

    connect_s: float = 5.0
    answer_s: float = 30.0
    stall_s: float = 60.0  # a transfer without a single byte


@dataclass(frozen=True, slots=True)
class Patience:
    """When silence becomes a doubt, a doubt a warning, and a warning an end; in seconds."""

    trusted_poll_s: float = 5.0  # the least time between two polls while the socket is healthy
    poll_s: float = 0.9  # between two polls when the socket tells nothing
    quiet_s: float = 1.0  # silence of a healthy socket that makes a poll worth while
    deaf_s: float = 6.0  # a socket that should have told something told nothing
    history_s: float = 10.0  # for a history entry that comes late
    settle_s: float = 1.0  # an unknown job must stay unknown so long before it counts as lost
    wedged_s: float = 15.0  # jobs wait and none runs
    hang_s: float = 300.0  # a running job shows no progress
    away_s: float = 600.0  # the server does not answer at all


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """The address of a server, with what it takes to be let in; secrets show in no text of it.

    A token is a bearer token unless it names its scheme itself, as in `Basic …`.
    """

    url: str
    name: str = ""
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    token: str = field(default="", repr=False)
    verify_tls: bool = True
    ca_file: Path | None = None
    timeouts: Timeouts = Timeouts()
    patience: Patience = Patience()

    def __post_init__(self) -> None:
        url = self.url.strip()
        url = url if "://" in url else f"http://{url}"
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise AddressInvalid(f"This is no address of a server: {error}") from None
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise AddressInvalid("The address of a ComfyUI server is a http or https URL without query or fragment.")
        if parts.username is not None:
            self._add_header("Authorization", _basic(unquote(parts.username), unquote(parts.password or "")))
        elif self.token:
            if not (self.token.isascii() and self.token.isprintable()):
                raise AddressInvalid("The key of a ComfyUI server holds characters that no key has.")
            self._add_header("Authorization", self.token if SCHEME.match(self.token) else f"Bearer {self.token}")
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        where = host if port is None else f"{host}:{port}"
        path = parts.path.rstrip("/")
        object.__setattr__(self, "url", f"{parts.scheme}://{where}{path}")
        object.__setattr__(self, "name", self.name or f"{where}{path}")

    def _add_header(self, name: str, value: str) -> None:
        object.__setattr__(self, "headers", {name: value} | dict(self.headers))

    @property
    def socket_url(self) -> str:
        return f"ws{self.url.removeprefix('http')}/ws"

    def __str__(self) -> str:
        return self.name


def _basic(user: str, password: str) -> str:
    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"
