"""Text that the editor's page rewrites before it sends a graph: choices in prompts, patterns in file names."""

import re
from collections.abc import Callable
from datetime import datetime

COMMENT = re.compile(r"/\*|//[^\n\r\u2028\u2029]*")
ESCAPED = re.compile(r"\\([{}|])")
PATTERN = re.compile(r"%([^%]+)%")
DATE_PART = re.compile(r"dd?|MM?|hh?|mm?|ss?|yyy?y?")
FORBIDDEN = re.compile(r'[/?<>\\:*|"\x00-\x1f\x7f]')
DATE = "date:"
DEEPEST = 50
LONGEST = 50_000  # what is longer is no prompt, and each level of groups reads it once more

Choose = Callable[[int], int]
"""Which of so many options is taken, counted from 0."""


def settled(text: str) -> str | None:
    """A prompt as the page sends it, without comments and escapes; None when the page would draw from a choice."""
    is_open = False

    def choose(options: int) -> int:
        nonlocal is_open
        is_open = is_open or options > 1
        return 0

    resolved = resolve_choices(text, choose)
    return None if is_open else resolved


def resolve_choices(text: str, choose: Choose, *, depth: int = 0) -> str:
    """A prompt with one option drawn from each group, inside groups too."""
    if len(text) > LONGEST:
        return text
    text = _without_comments(text)
    drawn: list[str] = []
    position = 0
    while position < len(text):
        char = text[position]
        if char == "\\":
            drawn.append(text[position : position + 2])
            position += 2
        elif char == "{" and depth < DEEPEST:
            options, position = _options(text, position + 1)
            drawn.append(resolve_choices(options[choose(len(options))], choose, depth=depth + 1))
        else:
            drawn.append(char)
            position += 1
    return ESCAPED.sub(r"\1", "".join(drawn))


def _without_comments(text: str) -> str:
    """One that is not closed stays: its end is looked for once, and not again for each that follows."""
    kept: list[str] = []
    position, last = 0, text.rfind("*/")
    while (begun := COMMENT.search(text, position)) is not None:
        end = begun.end()
        kept.append(text[position : begun.start()])
        if begun[0] == "/*":
            if end > last:
                kept.append("/*")
            else:
                end = text.index("*/", end) + 2
        position = end
    return "".join(kept) + text[position:]


def _options(text: str, position: int) -> tuple[list[str], int]:
    """The options of a group that starts here, and where it ends."""
    options: list[str] = []
    start, depth = position, 0
    while position < len(text):
        char = text[position]
        if char == "\\":
            position += 1
        elif char == "{":
            depth += 1
        elif char == "}" and depth:
            depth -= 1
        elif char == "}":
            break
        elif char == "|" and not depth:
            options.append(text[start:position])
            start = position + 1
        position += 1
    options.append(text[start : min(position, len(text))])
    return options, position + 1


def resolve_patterns(text: str, find: Callable[[str, str], str | None], now: datetime | None = None) -> str:
    """A file name with `%Node.widget%` and, if the time is given, `%date:…%` replaced; what is unknown stays."""

    def replaced(match: re.Match[str]) -> str:
        inside = match.group(1)
        parts = inside.split(".")
        if len(parts) == 2:
            found = find(parts[0], parts[1])
            return match.group(0) if found is None else FORBIDDEN.sub("_", found)
        if parts[0].startswith(DATE) and now is not None:
            return format_date(parts[0].removeprefix(DATE), now)
        return match.group(0)

    return PATTERN.sub(replaced, text)


def format_date(pattern: str, moment: datetime) -> str:
    """A moment in the letters that the page knows: d, M, h, m, s singly or doubled, yy and yyyy."""
    numbers = {"d": moment.day, "M": moment.month, "h": moment.hour, "m": moment.minute, "s": moment.second}

    def part(match: re.Match[str]) -> str:
        letters = match.group(0)
        if letters == "yy":
            return f"{moment.year:04d}"[2:]
        if letters == "yyyy":
            return str(moment.year)
        return str(numbers[letters[0]]).zfill(len(letters)) if letters[0] in numbers else letters

    return DATE_PART.sub(part, pattern)
