"""Which tools a wish calls for, their arguments, and what to say about what they returned."""

import json
import re
from typing import Any, cast

from fabula.engines.builtin.storyteller.embedding import COMMON
from fabula.engines.builtin.storyteller.phrases import sections
from fabula.engines.builtin.storyteller.schemas.filling import filled
from fabula.engines.builtin.storyteller.writing import imagery
from fabula.engines.builtin.storyteller.writing.prompt import Call, ToolOffer
from fabula.engines.builtin.storyteller.writing.reading import Reading
from fabula.engines.builtin.storyteller.writing.words import words_of

STEM = 5
NAME_WEIGHT = 3
ENOUGH = 2
LONGEST_RESULT = 600
# What people say in Russian, or in other words, for what tools are named after.
ALSO = {
    "search": r"найди|поищи|поиск|узнай|в интернете|загугли|look up|find out|latest|новост",
    "web": r"интернет|в сети|онлайн|online|internet",
    "weather": r"погод|forecast|temperature|прогноз",
    "image": r"нарису|картинк|изображени|draw|picture|paint",
    "draw": r"нарису|картинк|picture|image",
    "generate": r"сгенерируй|создай|создать|нарису|draw",
    "calculate": r"посчитай|вычисли|сколько будет|\d\s*[-+*/×]\s*\d",
    "calculator": r"посчитай|вычисли|сколько будет|\d\s*[-+*/×]\s*\d",
    "time": r"который час|сколько времени|what time|current time",
    "remind": r"напомни",
    "translate": r"перевед",
    "roll": r"брось|кубик|dice",
    "dice": r"кубик|брось кост|roll",
    "send": r"отправь|пошли",
    "remember": r"запомни",
}


def chosen_calls(reading: Reading, tools: tuple[ToolOffer, ...]) -> tuple[Call, ...]:
    """The one tool that fits the wish best, if one does and its answer is not here already."""
    if not tools or reading.prompt.turns[-1].role == "tool":
        return ()
    scored = sorted(tools, key=lambda tool: -_score(tool, reading.last))
    best = scored[0]
    if _score(best, reading.last) < ENOUGH:
        return ()
    return (Call(best.name, _arguments(best, reading)),)


def from_tool(reading: Reading) -> str:
    """What the tools returned, told plainly and without additions."""
    results = [_plain(turn.text) for turn in reading.prompt.turns[-8:] if turn.role == "tool"]
    lines = sections(reading.language)
    told = reading.dice.line(lines["fromtool"].lines).format(result="\n\n".join(results).strip())
    return f"{told}\n\n{lines['fromtool.end'].lines[0]}"


def _score(tool: ToolOffer, wish: str) -> int:
    named = [word for word in words_of(re.sub(r"[_-]|(?<=[a-z])(?=[A-Z])", " ", tool.name)) if word not in COMMON]
    wished = {word[:STEM] for word in words_of(wish) if word not in COMMON}
    by_name = sum(word[:STEM] in wished or _is_meant(word, wish) for word in named)
    described = {word[:STEM] for word in words_of(tool.description) if word not in COMMON and len(word) > 3}
    return by_name * NAME_WEIGHT + len(described & wished)


def _is_meant(word: str, wish: str) -> bool:
    return word in ALSO and re.search(ALSO[word], wish, re.IGNORECASE) is not None


def _arguments(tool: ToolOffer, reading: Reading) -> dict[str, Any]:
    if not tool.parameters.get("properties"):
        return {}
    arguments = cast("dict[str, Any]", filled({"type": "object", **tool.parameters}, reading))
    for name, value in arguments.items():
        if name in ("expression", "formula") and isinstance(value, str):
            arguments[name] = _expression(reading.last) or value
        elif name in ("prompt", "description") and isinstance(value, str):
            arguments[name] = imagery.english(reading.last)
    return arguments


def _expression(text: str) -> str:
    found = re.search(r"\d[\d\s.,()+*/×^-]*[\d)]", text)
    return found[0].replace("×", "*").strip() if found else ""


def _plain(result: str) -> str:
    """A tool's answer as lines that can be read."""
    try:
        value: Any = json.loads(result)
    except ValueError:
        return result.strip()[:LONGEST_RESULT]
    return "\n".join(_lines(value))[:LONGEST_RESULT]


def _lines(value: Any, name: str = "") -> list[str]:
    if isinstance(value, dict):
        pairs = cast("dict[str, Any]", value).items()
        return [line for key, one in pairs for line in _lines(one, str(key))]
    if isinstance(value, list):
        return [line for one in cast("list[Any]", value)[:5] for line in _lines(one, name)]
    return [f"- {name}: {value}" if name else f"- {value}"]
