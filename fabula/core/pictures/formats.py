"""Picture files taken apart: only the blocks that make the picture are kept, everything else is left behind.

Each function yields the kept pieces of one file in order. Whatever stands after the end mark, between the blocks or in
a block that no viewer needs is dropped, so that a picture cannot carry a second file, a page, or a place on the map.
"""

import struct
from collections.abc import Callable, Iterator
from typing import Final

from fabula.core.pictures.errors import NotAPicture, PictureDamaged, PictureTooLarge

Pieces = Iterator[bytes | memoryview]

MOST_BLOCKS = 200_000

_PNG_START: Final = b"\x89PNG\r\n\x1a\n"
_PNG_PICTURE: Final = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"cICP", b"pHYs"),
    *(b"bKGD", b"acTL", b"fcTL", b"fdAT"),
}
_PNG_METADATA: Final = {b"tEXt", b"zTXt", b"iTXt", b"eXIf"}
_WEBP_PICTURE: Final = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
_WEBP_EXIF_FLAG: Final = 0x08
_WEBP_XMP_FLAG: Final = 0x04


def media_type_of(start: bytes) -> str | None:
    """The picture kind that these first bytes promise; names and headers of the sender are never asked."""
    if start.startswith(_PNG_START):
        return "image/png"
    if start.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "image/webp"
    if start[:6] in (b"GIF87a", b"GIF89a"):
        return "image/gif"
    return None


def pieces_of(data: bytes, *, keep_metadata: bool, max_frames: int) -> Pieces:
    """The picture alone; with `keep_metadata` also the text and EXIF blocks that hold a recipe."""
    kind = media_type_of(data[:12])
    if kind is None:
        raise NotAPicture("This file is not a picture that can be used here.")
    return _TAKERS[kind](memoryview(data), keep_metadata, _Count(max_frames))


class _Count:
    """Stops a file that is made of endless blocks or frames."""

    def __init__(self, max_frames: int) -> None:
        self._blocks = 0
        self._frames = 0
        self._max_frames = max_frames

    def block(self) -> None:
        self._blocks += 1
        if self._blocks > MOST_BLOCKS:
            raise PictureDamaged("The picture file is made of far too many pieces.")

    def frame(self) -> None:
        self._frames += 1
        if self._frames > self._max_frames:
            raise PictureTooLarge(f"The animation has more than {self._max_frames} frames.")


def _cut_short() -> PictureDamaged:
    return PictureDamaged("The picture file is cut short.")


def _png(data: memoryview, keep: bool, count: _Count) -> Pieces:
    wanted = _PNG_PICTURE | _PNG_METADATA if keep else _PNG_PICTURE
    yield data[:8]
    place = 8
    while True:
        count.block()
        if place + 12 > len(data):
            raise _cut_short()
        (length,) = struct.unpack_from(">I", data, place)
        kind, end = bytes(data[place + 4 : place + 8]), place + 12 + length
        if end > len(data):
            raise _cut_short()
        if kind == b"fcTL":
            count.frame()
        if kind in wanted:
            yield data[place:end]
        if kind == b"IEND":
            return
        place = end


def _jpeg(data: memoryview, keep: bool, count: _Count) -> Pieces:
    yield data[:2]
    place = 2
    while True:
        count.block()
        marker, place = _jpeg_marker(data, place)
        if marker == 0xD9:
            yield b"\xff\xd9"
            return
        if place + 2 > len(data):
            raise _cut_short()
        (length,) = struct.unpack_from(">H", data, place)
        end = place + length
        if length < 2 or end > len(data):
            raise _cut_short()
        if _jpeg_wanted(marker, data[place + 2 : end], keep):
            yield bytes((0xFF, marker))
            yield data[place:end]
        place = end
        if marker == 0xDA:
            place = _jpeg_scan_end(data, place)
            yield data[end:place]


def _jpeg_marker(data: memoryview, place: int) -> tuple[int, int]:
    if place + 2 > len(data):
        raise _cut_short()
    if data[place] != 0xFF:
        raise PictureDamaged("The picture file has stray bytes between its parts.")
    while place < len(data) and data[place] == 0xFF:
        place += 1
    if place >= len(data):
        raise _cut_short()
    return data[place], place + 1


def _jpeg_wanted(marker: int, body: memoryview, keep: bool) -> bool:
    start = bytes(body[:14])
    if marker == 0xE1:
        return keep and start.startswith((b"Exif\0", b"http://ns.adobe"))
    if marker == 0xE2:
        return start.startswith(b"ICC_PROFILE\0")
    if marker in (0xE0, 0xEE):
        return start.startswith((b"JFIF\0", b"Adobe"))
    return not (0xE3 <= marker <= 0xEF or marker == 0xFE)


def _jpeg_scan_end(data: memoryview, place: int) -> int:
    """Where the entropy-coded part ends: the next marker that is neither a stuffed byte nor a restart."""
    whole = data.obj
    assert isinstance(whole, bytes)
    while True:
        place = whole.find(b"\xff", place)
        if place < 0 or place + 1 >= len(data):
            raise _cut_short()
        following = data[place + 1]
        if following == 0xFF:
            place += 1
        elif following == 0 or 0xD0 <= following <= 0xD7:
            place += 2
        else:
            return place


def _webp(data: memoryview, keep: bool, count: _Count) -> Pieces:
    (length,) = struct.unpack_from("<I", data, 4)
    end = length + 8
    if end > len(data):
        raise _cut_short()
    kept: list[bytes | memoryview] = []
    place = 12
    while place + 8 <= end:
        count.block()
        kind = bytes(data[place : place + 4])
        (size,) = struct.unpack_from("<I", data, place + 4)
        following = place + 8 + size + (size & 1)
        if place + 8 + size > end:
            raise _cut_short()
        if kind == b"ANMF":
            count.frame()
        if kind in _WEBP_PICTURE or (keep and kind == b"EXIF"):
            chunk = data[place : place + 8 + size]
            kept.append(_webp_header(chunk, keep) if kind == b"VP8X" else chunk)
            if size & 1:
                kept.append(b"\0")
        place = following
    yield b"RIFF" + struct.pack("<I", 4 + sum(len(piece) for piece in kept)) + b"WEBP"
    yield from kept


def _webp_header(chunk: memoryview, keep: bool) -> bytes:
    """The extended header, no longer promising blocks that are left behind."""
    if len(chunk) < 18:
        raise _cut_short()
    header = bytearray(chunk)
    header[8] &= ~(_WEBP_XMP_FLAG | (0 if keep else _WEBP_EXIF_FLAG)) & 0xFF
    return bytes(header)


def _gif(data: memoryview, keep: bool, count: _Count) -> Pieces:
    place = _after_gif_header(data)
    yield data[:place]
    while True:
        count.block()
        start, mark = place, _gif_byte(data, place)
        if mark == 0x3B:
            yield b";"
            return
        if mark == 0x2C:
            count.frame()
            packed = _gif_byte(data, place + 9)
            place += 10 + _colours(packed) + 1
            place = _after_blocks(data, place, count)
            yield data[start:place]
        elif mark == 0x21:
            label = _gif_byte(data, place + 1)
            place = _after_blocks(data, place + 2, count)
            if label == 0xF9 or (label == 0xFF and bytes(data[start + 3 : start + 14]) == b"NETSCAPE2.0"):
                yield data[start:place]
        else:
            raise PictureDamaged("The picture file has stray bytes between its parts.")


def _after_gif_header(data: memoryview) -> int:
    place = 13 + _colours(_gif_byte(data, 10))
    if place > len(data):
        raise _cut_short()
    return place


def _colours(packed: int) -> int:
    return 3 * (2 << (packed & 7)) if packed & 0x80 else 0


def _after_blocks(data: memoryview, place: int, count: _Count) -> int:
    while size := _gif_byte(data, place):
        place += size + 1
    return place + 1


def _gif_byte(data: memoryview, place: int) -> int:
    if place >= len(data):
        raise _cut_short()
    return data[place]


_TAKERS: dict[str, Callable[[memoryview, bool, _Count], Pieces]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/webp": _webp,
    "image/gif": _gif,
}
