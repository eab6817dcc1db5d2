"""The context window, and Ollama's silent way of making a prompt fit it."""

from fabula.engines.builtin.storyteller.protocol.failures import Refused
from fabula.engines.builtin.storyteller.tokens import count, pieces
from fabula.engines.builtin.storyteller.writing import Turn

PER_TURN = 4
PER_PICTURE = 256
KEPT = 4
TOO_LONG = "the input length exceeds the context length"


def size(turns: tuple[Turn, ...]) -> int:
    return sum(count(turn.text) + PER_TURN + PER_PICTURE * len(turn.pictures) for turn in turns)


def fitted(turns: tuple[Turn, ...], window: int, *, may_truncate: bool) -> tuple[Turn, ...]:
    """The oldest turns go first, then the front of what is left; nobody is told, as with Ollama."""
    if size(turns) <= window:
        return turns
    if not may_truncate:
        raise Refused(400, TOO_LONG)
    kept = list(turns)
    while size(tuple(kept)) > window:
        oldest = next((turn for turn in kept[:-1] if turn.role != "system"), None)
        if oldest is None:
            break
        kept.remove(oldest)
    return _halved(kept, window)


def _halved(turns: list[Turn], window: int) -> tuple[Turn, ...]:
    over = size(tuple(turns)) > window
    if not over:
        return tuple(turns)
    last = turns[-1]
    room = max(window // 2 - PER_TURN - PER_PICTURE * len(last.pictures), KEPT)
    cut = pieces("\n".join(turn.text for turn in turns))
    text = "".join(cut[:KEPT] + cut[-(room - KEPT) :]) if room > KEPT else "".join(cut[-room:])
    return (Turn(last.role, text, last.pictures, last.calls),)
