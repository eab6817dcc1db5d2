"""The encoding of a text file: told by its first bytes, or found by trying."""

import codecs
from pathlib import Path

from fabula.imaging.scripts.errors import TableUnreadable

CHUNK = 1 << 18
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WAY_OUT = "Save the file as UTF-8, or name its encoding."


def encoding_of(path: Path, named: str = "") -> str:
    """The name of the encoding that Python knows it by; fails if the file is not text in it."""
    found = _known(named) if named else _guess(path)
    _require_text(path, found)
    return found


def _known(named: str) -> str:
    try:
        info = codecs.lookup(named)
    except LookupError:
        info = None
    if info is None or info.name in NOT_TEXT:
        raise TableUnreadable(f"“{named}” is no encoding that is known here.", hint="Try utf-8, utf-16 or cp1251.")
    return "utf-8-sig" if info.name == "utf-8" else info.name


NOT_TEXT = frozenset(
    {"base64", "bz2", "hex", "quopri", "rot13", "uu", "zlib", "idna", "punycode", "unicode_escape", "undefined"}
)


def _guess(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4096)
    for mark, name in MARKS:
        if start.startswith(mark):
            return name
    if b"\0" in start:
        return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"
    return "utf-8" if _wrong_at(path, "utf-8") is None else "cp1251"


def _require_text(path: Path, encoding: str) -> None:
    wrong = _wrong_at(path, encoding)
    if wrong is not None:
        raise TableUnreadable(f"The file is not text in {encoding}: byte {wrong} does not fit.", hint=WAY_OUT)


def _wrong_at(path: Path, encoding: str) -> int | None:
    """The first byte that makes no sense in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    done = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            try:
                decoder.decode(chunk)
            except UnicodeError as error:
                return done + (error.start if isinstance(error, UnicodeDecodeError) else 0)
            done += len(chunk)
        try:
            decoder.decode(b"", final=True)
        except UnicodeError:
            return done
    return None
