"""An address becomes a line."""

from urllib.parse import urlsplit

from fabula.core.errors import StartFailed
from fabula.core.events.lines.port import Line


def line_of(url: str) -> Line:
    """The line at this address; its driver is imported only now."""
    scheme = urlsplit(url).scheme
    try:
        if scheme in ("redis", "rediss"):
            from fabula.core.events.lines.streams import RedisLine

            return RedisLine(url)
        if scheme in ("postgresql", "postgres"):
            from fabula.core.events.lines.notify import PostgresLine

            return PostgresLine(url)
    except ModuleNotFoundError as error:
        extra = "redis" if scheme.startswith("redis") else "postgresql"
        raise StartFailed(
            f"The driver for the bus ({extra}) is not installed.",
            hint=f"Install it with: pip install 'fabula[{extra}]'",
        ) from error
    raise StartFailed(
        "FABULA_BUS_URL is not an address that Fabula knows.",
        hint="Use redis://:PASSWORD@HOST or postgresql://USER:PASSWORD@HOST/NAME.",
    )


def place_of(url: str) -> str:
    """Host and port of an address, for people: never its password."""
    parts = urlsplit(url)
    return f"{parts.hostname or 'localhost'}{f':{parts.port}' if parts.port else ''}"
