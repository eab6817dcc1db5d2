"""Quirks of OpenAI-compatible and Anthropic servers as values, and what a server's complaint teaches about it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal
from urllib.parse import urlsplit

from fabula.engines.llm.channel import Channel

MOST_MODELS = 1000


@dataclass(frozen=True, slots=True)
class Profile:
    """How a server differs from the rest of its kind."""

    max_tokens_field: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    schema_by: Literal["json_schema", "json_object", "tool", "prompt"] = "json_schema"
    counts_in_stream: bool = True
    """Takes `stream_options`, and reports tokens at the end of a stream."""
    local_sampling: bool = True
    """Takes top_k, min_p and repeat_penalty."""
    samples: bool = True
    """Takes temperature and top_p at all."""
    seeds: bool = True
    thinking_by: Literal["template", "effort", "budget", "adaptive", "none"] = "none"
    tool_choice: bool = True
    think_tags: bool = True
    """Thinking may come inside the text, between tags."""
    system_role: Literal["system", "developer", "user"] = "system"
    person_begins: bool = False
    """Its chat template takes no conversation in which the model speaks first."""


_HOSTS: tuple[tuple[str, Mapping[str, Any]], ...] = (
    (
        "api.openai.com",
        {
            "max_tokens_field": "max_completion_tokens",
            "local_sampling": False,
            "thinking_by": "effort",
            "think_tags": False,
        },
    ),
    ("openrouter.ai", {"thinking_by": "effort"}),
)
PERSON_BEGINS = re.compile(r"roles must alternate|no user query|start with a user", re.I)
# A pattern in what the server says, and what it changes, unless it is so already.
_LESSONS: tuple[tuple[re.Pattern[str], Mapping[str, Any]], ...] = (
    (re.compile(r"max_completion_tokens", re.I), {"max_tokens_field": "max_completion_tokens"}),
    (re.compile(r"stream_options|include_usage", re.I), {"counts_in_stream": False}),
    (re.compile(r"top_k|min_p|repeat_penalty|repetition_penalty", re.I), {"local_sampling": False}),
    (re.compile(r"\bseed\b", re.I), {"seeds": False}),
    (re.compile(r"temperature|top_p", re.I), {"samples": False}),
    (re.compile(r"adaptive", re.I), {"thinking_by": "adaptive"}),
    (
        re.compile(r"reasoning_effort|chat_template_kwargs|enable_thinking|thinking|\breasoning\b|\bthink\b", re.I),
        {"thinking_by": "none"},
    ),
    (re.compile(r"tool_choice", re.I), {"tool_choice": False}),
    (re.compile(r"system role|role.{0,20}\bsystem\b.{0,40}not supported", re.I), {"system_role": "user"}),
    (PERSON_BEGINS, {"person_begins": True}),
    (re.compile(r"output_config|output_format", re.I), {"schema_by": "tool"}),
)
_SCHEMA_COMPLAINT = re.compile(
    r"response_format|json_schema|json_object|structured output|grammar|initialize samplers|\bschema\b", re.I
)
_NEXT_SCHEMA = {"json_schema": "json_object", "json_object": "prompt"}


class Profiles:
    """The profile of each model of a channel: what is usual, what its host and the channel say, and what it taught."""

    def __init__(self, channel: Channel, usual: Profile) -> None:
        known = {field.name for field in fields(Profile)}
        changes: dict[str, Any] = {}
        for host, differs in _HOSTS:
            if urlsplit(channel.base_url).hostname == host:
                changes |= differs
        changes |= {name: value for name, value in channel.profile.items() if name in known}
        self._usual = replace(usual, **changes)
        self._learnt: dict[str, Profile] = {}

    def of(self, model: str) -> Profile:
        return self._learnt.get(model, self._usual)

    def learn(self, model: str, complaint: str) -> bool:
        """Whether a complaint about this model teaches anything new."""
        changed = taught(self.of(model), complaint)
        if changed is None or len(self._learnt) >= MOST_MODELS:
            return False
        self._learnt[model] = changed
        return True


def taught(profile: Profile, complaint: str) -> Profile | None:
    """The profile after a complaint; None where it teaches nothing new."""
    for pattern, changes in _LESSONS:
        if pattern.search(complaint):
            changed = replace(profile, **changes)
            if changed != profile:
                return changed
    if _SCHEMA_COMPLAINT.search(complaint) and (other := _NEXT_SCHEMA.get(profile.schema_by)):
        return replace(profile, schema_by=other)
    return None
