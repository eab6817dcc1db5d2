"""Short ways to ask the writer."""

import json
from typing import Any

from fabula.engines.builtin.storyteller.writer import write
from fabula.engines.builtin.storyteller.writing import Prompt, Schema, ToolOffer, Turn, Written

KEEPER = "You are Mira, a shy lighthouse keeper who loves books."
WITCH = "Ты — Аграфена, ворчливая ведьма, живущая в лесу."


def asked(
    *texts: str, system: str = "", seed: int = 7, tools: tuple[ToolOffer, ...] = (), thinks: bool = False
) -> Written:
    """The answer to a conversation in which person and storyteller take turns."""
    turns = [Turn("system", system)] if system else []
    turns += [Turn("user" if index % 2 == 0 else "assistant", text) for index, text in enumerate(texts)]
    return write(Prompt(tuple(turns), tools=tools, thinks=thinks, seed=seed))


def told(*texts: str, system: str = "", seed: int = 7) -> str:
    return asked(*texts, system=system, seed=seed).text


def filled(schema: Schema, text: str = "Anna enters the old tavern. It rains.", seed: int = 7, system: str = "") -> Any:
    """What is written for a schema, as a value."""
    turns = (Turn("system", system), Turn("user", text)) if system else (Turn("user", text),)
    return json.loads(write(Prompt(turns, schema=schema, seed=seed)).text)
