"""The words in which a shape is asked for, a second time and piece by piece."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from fabula.engines.llm.requests import ChatRequest, Message, Role, system, user
from fabula.engines.llm.structured.schema import Shape

CALM = 0.3
AGAINST_LOOPS = 1.15


def asked_for(request: ChatRequest, shape: Shape) -> ChatRequest:
    """The schema twice: for the server's grammar, and in words, since some models hold to neither alone."""
    words = (
        "Answer with one JSON object and nothing else: no talk around it, no code fence. "
        f"It has this schema:\n{json.dumps(shape.sent, ensure_ascii=False)}"
    )
    return replace(
        request,
        messages=_told_first(request.messages, words),
        schema=shape.sent,
        schema_name=shape.name,
        thinking=False if request.thinking is None else request.thinking,
    )


def _told_first(messages: tuple[Message, ...], words: str) -> tuple[Message, ...]:
    for at, message in enumerate(messages):
        if message.role is Role.SYSTEM:
            told = replace(message, text=f"{message.text}\n\n{words}")
            return (*messages[:at], told, *messages[at + 1 :])
    return (system(words), *messages)


def asked_again(request: ChatRequest, problems: Sequence[str], cut: str) -> ChatRequest:
    """Once more, with what was wrong and without the failed answer, which would only teach the mistake."""
    wrong = "; ".join([*([f"it was cut off, because {cut}"] if cut else []), *problems]) or "it could not be read"
    words = (
        f"Your last answer could not be used: {wrong}. Answer again with one whole JSON object that fits the schema."
    )
    sampling = request.sampling
    if cut:
        sampling = replace(sampling, repeat_penalty=max(sampling.repeat_penalty or 1.0, AGAINST_LOOPS))
    elif sampling.temperature is None or sampling.temperature > CALM:
        sampling = replace(sampling, temperature=CALM)
    return replace(
        request,
        messages=(*request.messages, user(words)),
        sampling=sampling,
        seed=None if request.seed is None else request.seed + 1,
        max_tokens=request.max_tokens * 2 if cut else request.max_tokens,
    )


def asked_for_field(request: ChatRequest, shape: Shape, name: str, known: Mapping[str, object]) -> ChatRequest:
    """Only one field, beside what is already there."""
    there = json.dumps({key: value for key, value in known.items() if key != name}, ensure_ascii=False)
    words = f"This much of the answer is there:\n{there}\nGive only the field {json.dumps(name)}."
    return asked_for(replace(request, messages=(*request.messages, user(words))), shape)
