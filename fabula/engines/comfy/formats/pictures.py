"""Workflows inside pictures: the text chunks of a PNG and the EXIF of a WebP, read without decoding the picture."""

import struct
import zlib
from collections.abc import Iterator

PNG = b"\x89PNG\r\n\x1a\n"
MOST_TEXT = 16 * 1024 * 1024
WANTED = ("workflow", "prompt")
TEXT_TYPES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}


def is_picture(data: bytes) -> bool:
    return data.startswith(PNG) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def texts_in(data: bytes) -> dict[str, str]:
    """The texts named `workflow` and `prompt` that a picture carries; what is damaged is passed over."""
    found: dict[str, str] = {}
    for name, text in _png_texts(data) if data.startswith(PNG) else _webp_texts(data):
        if name in WANTED and text:
            found.setdefault(name, text)
    return found


def _png_texts(data: bytes) -> Iterator[tuple[str, str]]:
    position = len(PNG)
    while position + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, position)
        kind = data[position + 4 : position + 8]
        body = data[position + 8 : position + 8 + length]
        if len(body) < length or kind == b"IEND":
            return
        if kind in (b"tEXt", b"zTXt", b"iTXt"):
            read = _png_text(kind, body)
            if read is not None:
                yield read
        position += length + 12


def _png_text(kind: bytes, body: bytes) -> tuple[str, str] | None:
    name, _, rest = body.partition(b"\0")
    key = name.decode("latin-1")
    if key not in WANTED:
        return None
    if kind == b"tEXt":
        return key, _decoded(rest)
    if kind == b"zTXt":
        return key, _decoded(_inflated(rest[1:]))
    is_packed, rest = rest[:1] == b"\x01", rest[2:]
    _language, _, rest = rest.partition(b"\0")
    _translated, _, text = rest.partition(b"\0")
    return key, _decoded(_inflated(text) if is_packed else text)


def _inflated(packed: bytes) -> bytes:
    """Unpacked, but never more than a workflow can be."""
    try:
        return zlib.decompressobj().decompress(packed, MOST_TEXT)
    except zlib.error:
        return b""


def _decoded(text: bytes) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("latin-1")


def _webp_texts(data: bytes) -> Iterator[tuple[str, str]]:
    position = 12
    while position + 8 <= len(data):
        kind = data[position : position + 4]
        (length,) = struct.unpack_from("<I", data, position + 4)
        if kind == b"EXIF":
            yield from _exif_texts(data[position + 8 : position + 8 + length])
        position += 8 + length + length % 2


def _exif_texts(exif: bytes) -> Iterator[tuple[str, str]]:
    """Every text of the first directory; ComfyUI writes `workflow:{…}` and `prompt:{…}` into tags of its choice."""
    exif = exif.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None or len(exif) < 8:
        return
    (start,) = struct.unpack_from(f"{order}I", exif, 4)
    if start + 2 > len(exif):
        return
    (count,) = struct.unpack_from(f"{order}H", exif, start)
    for entry in range(start + 2, min(start + 2 + 12 * count, len(exif) - 11), 12):
        _tag, kind, length, offset = struct.unpack_from(f"{order}HHII", exif, entry)
        size = length * TEXT_TYPES.get(kind, 0)
        raw = exif[entry + 8 : entry + 8 + size] if size <= 4 else exif[offset : offset + size]
        if kind == 2:
            name, _, text = _decoded(raw.rstrip(b"\0")).partition(":")
            yield name.strip().lower(), text.strip()
