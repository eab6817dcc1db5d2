"""Chooses what kind of answer is wanted, and has it written."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import takewhile
from typing import Literal

from fabula.engines.builtin.storyteller.phrases import sections
from fabula.engines.builtin.storyteller.schemas import chosen_calls, example_schema, filled, from_tool
from fabula.engines.builtin.storyteller.tokens import pieces
from fabula.engines.builtin.storyteller.writing import answers, gist, imagery, replies, stories
from fabula.engines.builtin.storyteller.writing.prompt import Prompt, Written
from fabula.engines.builtin.storyteller.writing.reading import Reading
from fabula.engines.builtin.storyteller.writing.telling import told
from fabula.engines.builtin.storyteller.writing.words import contains

STORY = (
    r"\bstory\b|\bscene\b|narrat|novel|game master|\btale\b|continue|chapter|adventure|once upon",
    r"рассказ|истори|сцен[аеуы]|новелл|сказк|повеству|ведущ|продолж|глав[аеу]\b|приключени|повест",
)
CHOICES = r"\b(?:choices|options)\b|вариант(?:а|ов|ы)?\b|выборы"
POEM = r"\bpoem|\bverse|\brhyme|стих|поэм"
JOKE = r"\bjoke|make me laugh|анекдот|шутк|пошути|рассмеши"
NAMES = (
    r"(?:придумай|предложи|подбери)\w* (?:\w+ )?им(?:я|ена)\b|\b(?:suggest|invent|think of|come up with"
    r"|give me) (?:\w+ )?names?\b"
)
LONG_TALK = 400
FEW = 8
HELPFUL = r"assistant|helpful|ассистент|помощник"


def write(prompt: Prompt) -> Written:
    """The answer to a prompt."""
    reading = Reading(prompt)
    thinking = thought(reading) if prompt.thinks else ""
    if prompt.schema is not None:
        return Written(as_json(reading), thinking)
    return write_freely(reading, thinking)


def write_freely(reading: Reading, thinking: str) -> Written:
    if calls := chosen_calls(reading, reading.prompt.tools):
        return Written("", thinking, calls)
    if reading.prompt.turns and reading.prompt.turns[-1].role == "tool":
        return Written(from_tool(reading), thinking)
    if reading.pictures:
        from fabula.engines.builtin.storyteller.seeing import describe  # it brings numpy

        is_honest = not contains(f"{reading.last}\n{reading.system}", [imagery.ASKS_FOR_PROMPT])
        return Written(describe(reading.pictures, reading.language, is_honest=is_honest), thinking)
    return Written(told_as_wished(reading), thinking)


def told_as_wished(reading: Reading) -> str:
    """Text for what the last message, or the system prompt, asks for."""
    if contains(reading.system, [gist.TITLES_ALONE]):
        return gist.title(reading)  # whatever the conversation itself asks for
    for pattern, where, teller in WISHES:
        is_rule = where == "rule" or (where == "task" and not reading.persona)
        if contains(reading.last, [pattern]) or (is_rule and contains(reading.system, [pattern])):
            return teller(reading)
    if contains(reading.last, STORY):
        return stories.scene(reading)
    if reading.persona and not contains(reading.persona, [HELPFUL]):
        return replies.reply(reading)
    goes_on = len(reading.said) > LONG_TALK and not replies.is_factual(reading.last)
    return stories.scene(reading) if goes_on or contains(reading.system, STORY) else answers.answer(reading)


def _in_english(reading: Reading) -> str:
    return imagery.english(imagery.described(reading))


def _choices(reading: Reading) -> str:
    found = re.search(r"\b([2-9])\b", reading.last)
    lines = stories.choices(reading, int(found[1]) if found else 3)
    return "\n".join(f"{index}. {line}" for index, line in enumerate(lines, 1))


def _joke(reading: Reading) -> str:
    return reading.dice.line(sections(reading.language)["joke"].lines)


def _names(reading: Reading) -> str:
    return ", ".join(stories.names(reading, 5))


# What is asked for, whether the system prompt can ask for it too (always, or where nobody is played), and who tells it.
WISHES: tuple[tuple[str, Literal["wish", "task", "rule"], Callable[[Reading], str]], ...] = (
    (imagery.TRANSLATES, "wish", _in_english),
    (imagery.ASKS_FOR_PROMPT, "rule", imagery.image_prompt),
    (gist.SUMMARY, "rule", gist.summary),
    (gist.TITLE, "task", gist.title),
    (CHOICES, "wish", _choices),
    (POEM, "wish", stories.poem),
    (JOKE, "wish", _joke),
    (NAMES, "wish", _names),
)


def as_json(reading: Reading) -> str:
    schema = reading.prompt.schema
    if schema == "json" or schema is None:
        schema = example_schema(f"{reading.last}\n{reading.system}")
    return json.dumps(filled(schema, reading), ensure_ascii=False)


def thought(reading: Reading) -> str:
    manner = {"en": f", as {reading.persona}", "ru": f", от лица персонажа {reading.persona}"}[reading.language]
    slots = {"about": reading.quote, "manner": manner if reading.persona else ""}
    return told(sections(reading.language)["think"].lines[0], slots)


def refusal(prompt: Prompt) -> Written:
    """A polite no."""
    reading = Reading(prompt)
    return Written(reading.dice.line(sections(reading.language)["refuse"].lines))


def gone_on(written: Written, begun: str) -> Written:
    """Behind what was begun: the words that both begin with are not said twice."""
    both = zip(pieces(begun), pieces(written.text), strict=False)
    shared = "".join(word for word, _ in takewhile(lambda pair: pair[0] == pair[1], both))
    return replace(written, text=written.text[len(shared) :]) if len(shared) >= FEW else written


def stretched(prompt: Prompt, written: Written, tokens: int) -> Written:
    """The same answer, gone on with or cut so that it has so many tokens."""
    parts = pieces(written.text)
    turn = 0
    while len(parts) < tokens:
        turn += 1
        parts += pieces("\n\n" + stories.scene(Reading(replace(prompt, seed=prompt.seed + turn)), 30))
    return replace(written, text="".join(parts[:tokens]))
