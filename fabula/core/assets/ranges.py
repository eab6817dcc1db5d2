"""Which part of a file a client wants, and whether it has it already (RFC 9110)."""

import re

from starlette.datastructures import Headers

from fabula.core.assets.errors import RangeNotSatisfiable

_ONE = re.compile(r"bytes\s*=\s*(\d{0,19})-(\d{0,19})\s*")


def wanted_part(headers: Headers, size: int, etag: str) -> tuple[int, int] | None:
    """Start and end (exclusive) of the one asked range; None for the whole file, also when several ranges are asked."""
    if (condition := headers.get("if-range")) is not None and condition.strip() != etag:
        return None
    found = _ONE.fullmatch(headers.get("range", "").strip().lower())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if first and last and int(first) > int(last):
        return None
    start = int(first) if first else max(0, size - int(last))
    end = min(size, int(last) + 1) if first and last else size
    if start >= size:
        raise RangeNotSatisfiable(
            "The asked part lies beyond the end of the file.", headers={"Content-Range": f"bytes */{size}"}
        )
    return start, end


def has_it(headers: Headers, etag: str) -> bool:
    """Whether `If-None-Match` names this content."""
    known = headers.get("if-none-match")
    if known is None:
        return False
    return known.strip() == "*" or etag in (tag.strip().removeprefix("W/") for tag in known.split(","))
