"""What of a conversation is sent: all that is pinned, the newest turns, and an open account of the rest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from fabula.engines.llm.context.estimate import tokens_of_message, tokens_of_tools
from fabula.engines.llm.context.learning import Counts
from fabula.engines.llm.errors import ContextTooLong
from fabula.engines.llm.requests import ChatRequest, Message, Role

STEPS = 4
SPARE_TOKENS = 16


@dataclass(frozen=True, slots=True)
class Plan:
    """A request that fits, and what it cost: `dropped` are the turns that the model does not see."""

    request: ChatRequest
    dropped: tuple[Message, ...]
    prompt_tokens: int
    window: int

    @property
    def reply_tokens(self) -> int:
        return self.request.max_tokens


def fitted(request: ChatRequest, window: int, counts: Counts) -> Plan:
    """The request with as much of its conversation as the window holds.

    Old turns go in steps of a quarter of the room, at places that depend on the conversation alone. So the beginning of
    the prompt stays the same for many turns, and a server that remembers it reads only what is new.
    """
    reply = min(request.max_tokens, window // 2)
    ratio = max(counts.ratio(request.model), 0.1)
    room = int((window - reply - SPARE_TOKENS) / ratio) - tokens_of_tools(request.tools)
    costs = [tokens_of_message(message) for message in request.messages]
    keep = _kept(request.messages, costs, room)
    used = sum(cost for cost, kept in zip(costs, keep, strict=True) if kept) + tokens_of_tools(request.tools)
    return Plan(
        request=replace(
            request,
            messages=tuple(message for message, kept in zip(request.messages, keep, strict=True) if kept),
            max_tokens=reply,
            window=window,
        ),
        dropped=tuple(message for message, kept in zip(request.messages, keep, strict=True) if not kept),
        prompt_tokens=round(used * ratio),
        window=window,
    )


def _kept(messages: Sequence[Message], costs: Sequence[int], room: int) -> list[bool]:
    last = _newest_turn(messages)
    fixed = sum(cost for at, cost in enumerate(costs) if messages[at].pinned or at >= last)
    if fixed > room:
        raise ContextTooLong(
            f"What must be sent takes about {fixed} tokens, and there is room for {max(room, 0)}: "
            "the newest message, what is pinned, and the tools."
        )
    loose = [at for at in range(last) if not messages[at].pinned]
    excess = fixed + sum(costs[at] for at in loose) - room
    dropped = set(_oldest(messages, costs, loose, excess, max(1, room // STEPS)))
    return [at not in dropped for at in range(len(messages))]


def _oldest(
    messages: Sequence[Message], costs: Sequence[int], loose: Sequence[int], excess: int, step: int
) -> Iterator[int]:
    """The oldest turns, up to the first step that frees enough, and on to the beginning of a turn of the person."""
    if excess <= 0:
        return
    goal = -(-excess // step) * step
    freed = 0
    for at in loose:
        if freed >= goal and messages[at].role is Role.USER:
            return
        freed += costs[at]
        yield at


def _newest_turn(messages: Sequence[Message]) -> int:
    """Where the last thing that a person said begins; what tools answered since belongs to it."""
    for at in range(len(messages) - 1, -1, -1):
        if messages[at].role is Role.USER:
            return at
    return max(0, len(messages) - 1)
