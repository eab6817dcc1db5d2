"""What was drawn in a chat, told to the model that goes on with it: it sees no pictures of its own thread."""

from fabula.imaging.images import Drawing

LONGEST_PROMPT = 400
LONGEST_REASON = 200


def told_of(drawing: Drawing) -> str:
    """One line about a wish for pictures and what became of it."""
    count, run = len(drawing.variants), drawing.run
    if run.state in ("queued", "running"):
        return "[An image model is drawing this just now.]"
    if not count:
        why = f": {_short(run.error.message, LONGEST_REASON)}" if run.error else ""
        return f"[An image model was asked to draw this, and no picture came of it{why}]"
    pictures = "a picture" if count == 1 else f"{count} pictures"
    start = ", starting from another picture" if drawing.reference is not None else ""
    prompt = f" Prompt: “{_short(drawing.prompt, LONGEST_PROMPT)}”" if drawing.prompt else ""
    return f"[An image model drew {pictures} of this, shown here{start}.{prompt}]"


def _short(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
