"""Drafts as a person would draw them: the tree, who speaks, and what came with it."""

from pathlib import Path

from fabula.play.chats.moving.drafts import Draft, DraftMessage, ordered, shown_end
from fabula.play.chats.moving.reading import Bounds, Item, Reading, Refused

SAMPLES = Path(__file__).parents[3] / "data" / "chats"


def items_of(path: Path, **bounds: int) -> list[Item]:
    reading = Reading(path, path.name, Bounds(**bounds))
    try:
        return list(reading.items())
    finally:
        reading.close()


def outline(item: Item) -> list[str]:
    if isinstance(item, Refused):
        return [f"refused {item.name}: {item.reason}"]
    placed = ordered(item)
    lines: dict[int | None, list[str]] = {}
    shown = _shown(item)
    for index in range(len(placed) - 1, -1, -1):
        message, parent, depth = placed[index]
        line = f"{'  ' * (depth - 1)}{'> ' if index in shown else '- '}{_line(message)}"
        lines[parent] = [line, *lines.get(index, []), *lines.get(parent, [])]
    return [f"# {item.title}", *lines.get(None, []), *(f"note: {note}" for note in item.notes)]


def _shown(draft: Draft) -> set[int]:
    placed = ordered(draft)
    index, shown = shown_end(draft, placed), set[int]()
    while index is not None:
        shown.add(index)
        index = placed[index].parent
    return shown


def _line(message: DraftMessage) -> str:
    parts = [f"{message.author}: {message.content!r}"]
    parts += [f"thinks {message.thinking!r}"] if message.thinking else []
    parts += [f"by {message.model}"] if message.model else []
    parts += [message.state] if message.state != "done" else []
    for file in message.files:
        found = f"{len(file.data)} bytes" if file.data else file.path or file.text or "missing"
        parts.append(f"+{file.kind} {file.name} ({found})")
    return " ".join(parts)
