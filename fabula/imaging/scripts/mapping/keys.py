"""Names of rows, as they become names of files: whatever somebody writes into a table, it stays in its folder."""

import re
from collections.abc import Mapping
from hashlib import sha256

from pydantic import JsonValue
from pydantic_core import to_json

from fabula.imaging.scripts.mapping.mapper import CellRefused

LONGEST = 100
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def key_of(text: str, column: str) -> str:
    """A key that can be the beginning of a file's name on every system; what leads elsewhere is refused."""
    way_out = "Use letters, digits, spaces, dots, - and _."
    if "/" in text or "\\" in text or text.startswith((".", "~")) or any(ord(sign) < 32 for sign in text):
        raise CellRefused(column, f"“{text[:40]}” cannot be the name of a file.", way_out)
    name = re.sub(r'[:*?"<>|%\x7f]', "_", text).strip(" .")
    if not name or DEVICES.fullmatch(name):
        raise CellRefused(column, f"“{text[:40]}” cannot be the name of a file.", way_out)
    if len(name) > LONGEST:
        raise CellRefused(column, f"the key has {len(name)} characters; it may have {LONGEST}.", "Use a shorter one.")
    return name


def folder_of(text: str, column: str) -> str:
    """A folder below the one for pictures."""
    parts = [part for part in text.replace("\\", "/").split("/") if part]
    if text.startswith(("/", "\\", "~")) or "://" in text or not parts:
        raise CellRefused(column, f"“{text[:40]}” leads out of the folder for pictures.", "Name a folder inside it.")
    return "/".join(key_of(part, column) for part in parts)


def variant_of(changed: Mapping[str, JsonValue]) -> str:
    """The end of a variant's key: what is different in it, so that it is found again when the grid grows."""
    told = "".join(f"-{name}{value}" for name, value in changed.items())
    safe = re.sub(r"[^\w.\-]+", "_", told)
    return safe if len(safe) <= 40 else f"-{mark_of(dict(changed))[:12]}"


def mark_of(value: JsonValue) -> str:
    """A mark that is the same for the same content, whatever the order of names."""
    return sha256(to_json(_sorted(value))).hexdigest()


def _sorted(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {name: _sorted(each) if isinstance(each := value[name], dict | list) else each for name in sorted(value)}
    return [_sorted(each) for each in value] if isinstance(value, list) else value
