"""How many tokens a text may be, by its script, before any server has counted it."""

import json
import re
from collections.abc import Iterable
from functools import lru_cache

from fabula.engines.llm.requests import ChatRequest, Message, Tool

TOKENS_PER_MESSAGE = 5
TOKENS_PER_PICTURE = 768
# Characters to a token, as vocabularies of current models cut ordinary prose.
_SCRIPTS: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(r"[\u0400-\u052f]+"), 2.4),
    (re.compile(r"[\u0370-\u03ff\u0590-\u06ff\u0900-\u0dff\u0e00-\u0eff\u10a0-\u10ff\u0530-\u058f]+"), 1.6),
    (re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+"), 0.9),
    (re.compile(r"[^\x00-\u024f]+"), 0.6),
)
LATIN = 4.0
_SPLIT = re.compile(r"\d|[^\w\s]")
TOKENS_PER_MARK = 0.5


@lru_cache(maxsize=4096)
def tokens_of(text: str) -> int:
    """Tokens of a text; for one model the truth is a steady multiple of it."""
    tokens = 0.0
    rest = text
    if not text.isascii():
        for script, per_token in _SCRIPTS:
            shorter = script.sub("", rest)
            tokens += (len(rest) - len(shorter)) / per_token
            rest = shorter
    tokens += len(rest) / LATIN + len(_SPLIT.findall(rest)) * TOKENS_PER_MARK
    return int(tokens) + 1 if text else 0


def tokens_of_message(message: Message) -> int:
    tokens = TOKENS_PER_MESSAGE + tokens_of(message.text) + TOKENS_PER_PICTURE * len(message.pictures)
    for call in message.tool_calls:
        tokens += tokens_of(call.name) + tokens_of(json.dumps(dict(call.arguments), ensure_ascii=False)) + 8
    for thought in message.thoughts:
        tokens += tokens_of(thought.text)
    return tokens


def tokens_of_tools(tools: Iterable[Tool]) -> int:
    return sum(
        tokens_of(tool.name) + tokens_of(tool.description) + tokens_of(json.dumps(tool.parameters)) + 10
        for tool in tools
    )


def tokens_of_request(request: ChatRequest) -> int:
    """The whole prompt."""
    return sum(map(tokens_of_message, request.messages)) + tokens_of_tools(request.tools)
