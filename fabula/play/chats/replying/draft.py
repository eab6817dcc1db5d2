"""A reply as far as it came."""

import time
from dataclasses import dataclass, field
from typing import Any

from fabula.engines.llm import Finish, Reason, Routed, Truncated
from fabula.engines.llm import Usage as Counted
from fabula.play.chats.replying.prompting.context import Composed


@dataclass(slots=True)
class Draft:
    """What was written before, what came since, and what it cost."""

    begun: str = ""
    thought: str = ""
    composed: Composed | None = None
    texts: list[str] = field(default_factory=list[str])
    thinking: list[str] = field(default_factory=list[str])
    counted: Counted | None = None
    truncated: Truncated | None = None
    routed: Routed | None = None
    finish: Finish | None = None
    asked_at: float = field(default_factory=time.monotonic)
    first_at: float | None = None

    @property
    def content(self) -> str:
        return self.begun + "".join(self.texts)

    @property
    def thoughts(self) -> str:
        return self.thought + "".join(self.thinking)

    @property
    def was_too_long(self) -> bool:
        return self.finish is not None and self.finish.reason is Reason.LENGTH

    def usage(self) -> dict[str, Any] | None:
        """As the page shows it; how quickly it was written counts from the first word."""
        unread, counted = self._unread(), self.counted
        if counted is None:
            if unread is None or self.composed is None:
                return None
            counted = Counted(self.composed.plan.prompt_tokens, len(self.texts))
        ended = time.monotonic()
        writing = ended - self.first_at if self.first_at is not None else 0.0
        tokens = counted.completion_tokens
        return {
            "prompt_tokens": counted.prompt_tokens,
            "completion_tokens": tokens,
            "seconds": round(ended - self.asked_at, 3),
            "tokens_per_s": round(tokens / writing, 1) if writing > 0.05 and tokens > 1 else None,
            "unread": unread,
        }

    def _unread(self) -> dict[str, Any] | None:
        """What the model did not get to read, if anything."""
        if (given := self.composed) is None:
            return None
        lost = self.truncated.expected_tokens - self.truncated.read_tokens if self.truncated else 0
        if not (given.left_out or given.cut_files or lost > 0):
            return None
        return {
            "window": given.plan.window,
            "messages": given.left_out,
            "files": list(given.cut_files),
            "tokens": max(0, lost),
        }
