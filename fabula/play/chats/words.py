"""Small texts made of large ones: the line under a chat's title, and a title that stands in."""

LONGEST_SNIPPET = 200
LONGEST_STAND_IN = 60
ENOUGH = 2000


def snippet_of(content: str) -> str:
    """The beginning of a message in one line."""
    return _cut(content, LONGEST_SNIPPET)


def stand_in_title(content: str) -> str:
    """The first words, until a better title is found; empty where there are none."""
    return _cut(content, LONGEST_STAND_IN)


def _cut(content: str, longest: int) -> str:
    line = " ".join(content[:ENOUGH].split())
    if len(line) <= longest:
        return line
    return f"{line[: longest - 1].rsplit(' ', 1)[0].rstrip(' ,;:')}…"
