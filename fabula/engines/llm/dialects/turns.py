"""The order of turns that strict chat templates insist on: sides that alternate, and a person who begins."""

from collections.abc import Sequence
from dataclasses import replace

from fabula.engines.llm.requests import Message, Role, user

SILENCE = "…"


def alternating(messages: Sequence[Message]) -> list[Message]:
    """Turns of one side that follow each other become one."""
    turns: list[Message] = []
    for message in messages:
        if turns and _go_together(turns[-1], message):
            before = turns[-1]
            text = "\n\n".join(filter(None, (before.text, message.text)))
            turns[-1] = replace(before, text=text, pictures=before.pictures + message.pictures)
        else:
            turns.append(message)
    return turns


def begun_by_a_person(messages: Sequence[Message]) -> list[Message]:
    """As `messages`, with a silent turn of the person where a model would speak first."""
    at = next((place for place, message in enumerate(messages) if message.role is not Role.SYSTEM), len(messages))
    if at < len(messages) and messages[at].role is Role.USER:
        return list(messages)
    return [*messages[:at], user(SILENCE), *messages[at:]]


def told_by_a_person(messages: Sequence[Message]) -> list[Message]:
    """As `messages`, with what the system says told by the person, for templates without a system."""
    return alternating([replace(m, role=Role.USER) if m.role is Role.SYSTEM else m for m in messages])


def _go_together(before: Message, message: Message) -> bool:
    if before.role is not message.role or message.role not in (Role.USER, Role.ASSISTANT):
        return False
    return not (before.tool_calls or before.thoughts or message.tool_calls or message.thoughts)
