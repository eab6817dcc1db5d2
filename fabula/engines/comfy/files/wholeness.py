"""Whether the bytes of a picture end as its format ends: a server can cut a file short and not notice."""

from pathlib import PurePath

TAIL = 64
PNG_START, PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
JPEG_START, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
RIFF_START = b"RIFF"
PICTURES = (".png", ".jpg", ".jpeg", ".webp")


class Wholeness:
    """Looks at the first and the last bytes that pass by."""

    def __init__(self, name: str) -> None:
        self._name = PurePath(name).name
        self._head = b""
        self._tail = b""
        self._size = 0

    def add(self, chunk: bytes) -> None:
        if len(self._head) < TAIL:
            self._head = (self._head + chunk[:TAIL])[:TAIL]
        self._tail = (self._tail + chunk[-TAIL:])[-TAIL:]
        self._size += len(chunk)

    @property
    def is_whole(self) -> bool:
        head, tail = self._head, self._tail
        if head.startswith(PNG_START):
            return PNG_END in tail
        if head.startswith(JPEG_START):
            return JPEG_END in tail
        if head.startswith(RIFF_START) and head[8:12] == b"WEBP":
            return self._size >= 8 + int.from_bytes(head[4:8], "little")
        return self._size > 0 or not self._name.lower().endswith(PICTURES)
