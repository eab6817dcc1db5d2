"""The encoding of a text that does not name it: told by its first bytes, else the one in which it reads like text."""

import codecs
import unicodedata
from collections.abc import Callable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 16_384
_FEWEST_PLAIN = 0.97
_FREQUENT = frozenset("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфёіїєґў")
_WESTERN = frozenset("àâäáãåæçèéêëìíîïñòóôöõøœùúûüÿßÀÂÄÁÅÆÇÈÉÊËÍÎÑÓÔÖØÙÚÜ«»“”„’‘–—…€°§·•©®£¿¡")
_POINTS = frozenset("«»“”„’‘–—…№€°§·•©®")


def decoded(data: bytes) -> str | None:
    """The text, with plain line ends and without what no text holds; None where it is none."""
    text = _decoded(data)
    if text is None or not _is_plain(text):
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").removeprefix("\ufeff")


def _decoded(data: bytes) -> str | None:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _in(data, name)
    if b"\0" in data[:_SAMPLE]:
        return _in(data, _wide(data[:_SAMPLE]))
    text = _in(data, "utf-8")
    return text if text is not None else _likeliest(data)


def _in(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _wide(start: bytes) -> str:
    """UTF-16 without its mark: most texts have many characters whose upper half is zero."""
    return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"


def _is_plain(text: str) -> bool:
    """Files that are no text are full of control characters, whatever they are read as."""
    start = text[:_SAMPLE]
    odd = sum(1 for char in start if char not in "\t\n\r\f\x1b" and unicodedata.category(char) in ("Cc", "Co", "Cn"))
    return odd <= len(start) * (1 - _FEWEST_PLAIN)


def _likeliest(data: bytes) -> str | None:
    best, found = 0.0, None
    for encoding, score in _CANDIDATES.items():
        if (text := _in(data, encoding)) is not None and (reached := _score(text[:_SAMPLE], score)) > best:
            best, found = reached, text
    return found


def _score(text: str, worth: Callable[[str], float]) -> float:
    """How much the foreign characters look like those of the language; letters of two scripts in a word do not."""
    total = weight = 0.0
    before = " "
    for char in text:
        if char > "\x7f":
            size = 2.0 if char >= "\u3000" else 1.0
            total += size * (worth(char) - _strange(before, char))
            weight += size
        elif before > "\u02af" and before.isalpha() and char.isalpha():
            total -= 1.0
        before = char
    return total / weight if weight else 0.0


def _strange(before: str, char: str) -> float:
    if before.isalpha() and before < "\u0250" and char.isalpha() and char > "\u02af":
        return 1.5
    return 1.0 if before.islower() and char.isupper() else 0.0


def _cyrillic(char: str) -> float:
    if char in _POINTS:
        return 0.4
    if not "\u0400" <= char <= "\u04ff":
        return -1.0
    return (1.0 if char.lower() in _FREQUENT else 0.2) - (0.3 if char.isupper() else 0.0)


def _western(char: str) -> float:
    return 0.8 if char in _WESTERN else -1.0


def _central(char: str) -> float:
    return 0.75 if char.isalpha() and char < "\u0250" else (0.4 if char in _POINTS else -1.0)


def _common_in(encoding: str, first: int, last: int) -> Callable[[str], float]:
    """Most of what is written in these scripts lies in the first half of their tables."""

    def worth(char: str) -> float:
        if "\u3040" <= char <= "\u30ff" or "\uac00" <= char <= "\ud7a3" or "\u3000" <= char <= "\u3003":
            return 1.0 if encoding in ("shift_jis", "euc_jp", "euc_kr") else -0.5
        if "\uff01" <= char <= "\uff5e":
            return 0.6
        try:
            lead = char.encode(encoding)[0]
        except UnicodeEncodeError:
            return -1.0
        return 0.9 if "\u4e00" <= char <= "\u9fff" and first <= lead <= last else -0.5

    return worth


_CANDIDATES: dict[str, Callable[[str], float]] = {
    "cp1251": _cyrillic,
    "koi8_r": _cyrillic,
    "cp866": _cyrillic,
    "cp1252": _western,
    "cp1250": _central,
    "shift_jis": _common_in("shift_jis", 0x88, 0x97),
    "euc_jp": _common_in("euc_jp", 0xB0, 0xCF),
    "gb18030": _common_in("gb2312", 0xB0, 0xD7),
    "big5": _common_in("big5", 0xA4, 0xC6),
    "euc_kr": _common_in("euc_kr", 0xB0, 0xC8),
}
