"""Language packs: JSON files in the data folder that the page can speak without being built again."""

import json
import logging
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, JsonValue

from fabula.core.errors import NotFound

log = logging.getLogger(__name__)

BUILT_IN = {"en": "English", "ru": "Русский"}
LARGEST = 2 * 1024 * 1024
MOST_PACKS = 200
MOST_WORDS = 50_000
DEEPEST = 10
LONGEST_NAME = 60

_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


class Language(BaseModel):
    """A language that the page can speak."""

    code: str
    name: str
    source: Literal["built-in", "pack"]


class LanguageList(BaseModel):
    """All of them."""

    items: list[Language]


class LanguageUnknown(NotFound):
    """No language pack has this code."""


@dataclass(frozen=True)
class _Pack:
    stamp: tuple[int, int]
    name: str
    words: dict[str, JsonValue] | None


class Languages:
    """Reads packs when they are asked for, and again when their file changes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, _Pack] = {}

    def all(self) -> list[Language]:
        named = {code: Language(code=code, name=name, source="built-in") for code, name in BUILT_IN.items()}
        for file in sorted(self.folder.glob("*.json"))[:MOST_PACKS]:
            if _CODE.fullmatch(file.stem) and (pack := self._pack(file)) and pack.words is not None:
                named[file.stem] = Language(code=file.stem, name=pack.name, source="pack")
        return list(named.values())

    def words(self, code: str) -> dict[str, JsonValue]:
        pack = self._pack(self.folder / f"{code}.json") if _CODE.fullmatch(code) else None
        if pack is None or pack.words is None:
            raise LanguageUnknown("There is no language pack with this code.")
        return pack.words

    def _pack(self, file: Path) -> _Pack | None:
        try:
            facts = file.stat()
        except OSError:
            self._known.pop(file.stem, None)
            return None
        stamp = (facts.st_mtime_ns, facts.st_size)
        known = self._known.get(file.stem)
        if known is None or known.stamp != stamp:
            known = self._known[file.stem] = _read(file, stamp)
        return known


def _read(file: Path, stamp: tuple[int, int]) -> _Pack:
    """A pack that cannot be used is remembered as such, so that its fault is logged once."""
    try:
        if stamp[1] > LARGEST:
            raise ValueError(f"it is larger than {LARGEST // 1024 // 1024} MB")
        words: dict[str, JsonValue] = json.loads(file.read_text("utf-8"))
        _require_words(words)
    except (OSError, ValueError, RecursionError) as error:
        log.warning("the language pack %s is left out: %s", file.name, error)
        return _Pack(stamp, "", None)
    return _Pack(stamp, _name_of(words) or file.stem, words)


def _require_words(words: JsonValue) -> None:
    if not isinstance(words, dict):
        raise ValueError("it is not a JSON object")
    count, level = 0, list(words.values())
    for _ in range(DEEPEST):
        count += len(level)
        if count > MOST_WORDS:
            raise ValueError(f"it has more than {MOST_WORDS} words")
        if any(not isinstance(value, str | dict) for value in level):
            raise ValueError("it holds something else than texts and groups of texts")
        level = [inner for value in level if isinstance(value, dict) for inner in value.values()]
        if not level:
            return
    raise ValueError(f"its groups are nested deeper than {DEEPEST}")


def _name_of(words: dict[str, JsonValue]) -> str:
    about = words.get("language")
    name = about.get("name") if isinstance(about, dict) else None
    return name[:LONGEST_NAME] if isinstance(name, str) else ""
