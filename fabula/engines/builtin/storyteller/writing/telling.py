"""Filling the slots of a line: `{hero}`, `{other}`, and `[you go|{hero} goes]` by who the story is about."""

import re
from collections.abc import Mapping

ALTERNATIVES = re.compile(r"\[([^\[\]|]*)\|([^\[\]|]*)\]")
SLOT = re.compile(r"\{(\w+)\}")


def told(line: str, slots: Mapping[str, str]) -> str:
    """A finished sentence; the second alternative counts where the hero has a name."""
    has_hero = bool(slots.get("hero"))
    chosen = ALTERNATIVES.sub(lambda found: found[2 if has_hero else 1], line)
    filled = SLOT.sub(lambda found: slots.get(found[1], ""), chosen)
    return filled[:1].upper() + filled[1:]
