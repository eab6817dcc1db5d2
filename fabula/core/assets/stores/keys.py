"""Where in a store a content and its thumbnails lie."""

import re

THUMBNAILS = (256, 512, 1024)

_KEY = re.compile(r"([0-9a-f]{2})/([0-9a-f]{62})(?:\.\d+\.webp)?")


def content_key(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:]}"


def thumbnail_key(sha256: str, size: int) -> str:
    return f"{content_key(sha256)}.{size}.webp"


def sha256_of(key: str) -> str | None:
    """The content that this key belongs to, if it is one of ours."""
    found = _KEY.fullmatch(key)
    return found[1] + found[2] if found else None
