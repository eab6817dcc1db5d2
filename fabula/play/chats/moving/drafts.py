"""Chats on their way in, before they are anybody's: what every foreign format is read into.

Messages name their parents by keys of their own format; `ordered` turns whatever they say into a tree.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

Author = Literal["user", "assistant"]


@dataclass(slots=True)
class DraftFile:
    """A file beside a message: its bytes, or where they may be: a path in the archive, an asset of the person."""

    name: str
    kind: Literal["picture", "text", "pdf"] = "picture"
    data: bytes | None = None
    path: str | None = None
    asset_id: str | None = None
    sha256: str | None = None
    text: str = ""
    pages: int | None = None
    provenance: dict[str, Any] | None = None


@dataclass(slots=True)
class DraftVersion:
    """A text that a message had before."""

    content: str
    created_at: datetime | None
    cause: Literal["written", "edited", "continued"]


@dataclass(slots=True)
class DraftMessage:
    """One message; the newest of `versions`, if there are any, is its content."""

    key: str
    parent: str | None
    author: Author
    content: str
    thinking: str = ""
    created_at: datetime | None = None
    edited_at: datetime | None = None
    state: Literal["done", "stopped", "failed", "cut"] = "done"
    model: str | None = None
    usage: dict[str, Any] | None = None
    search: dict[str, Any] | None = None
    demo: bool = False
    versions: list[DraftVersion] = field(default_factory=list[DraftVersion])
    files: list[DraftFile] = field(default_factory=list[DraftFile])


@dataclass(slots=True)
class Draft:
    """One chat; `shown` is the key of the message whose branch is shown, `notes` tell what could not come with it."""

    title: str
    messages: list[DraftMessage]
    shown: str | None = None
    created_at: datetime | None = None
    active_at: datetime | None = None
    is_pinned: bool = False
    is_archived: bool = False
    folder: str | None = None
    model: str | None = None
    system_prompt: str = ""
    parameters: dict[str, Any] = field(default_factory=dict[str, Any])
    web_search: bool = False
    notes: list[str] = field(default_factory=list[str])


class Placed(NamedTuple):
    """A message and its place in the tree; the parent is the index of one that came before."""

    message: DraftMessage
    parent: int | None
    depth: int


def ordered(draft: Draft) -> list[Placed]:
    """Parents before children, siblings as they came; without a parent here, or within a circle, it becomes a root."""
    by_key = {message.key: message for message in draft.messages}
    children: dict[str | None, list[DraftMessage]] = {}
    for message in by_key.values():
        parent = message.parent if message.parent in by_key and message.parent != message.key else None
        children.setdefault(parent, []).append(message)
    placed: list[Placed] = []
    seen: set[str] = set()
    for root in (*children.get(None, []), *by_key.values()):
        if root.key not in seen:
            placed += _grown(root, children, seen, len(placed))
    return placed


def _grown(
    root: DraftMessage, children: dict[str | None, list[DraftMessage]], seen: set[str], start: int
) -> Iterator[Placed]:
    """Level by level, without recursion: a chat may be ten thousand messages deep."""
    seen.add(root.key)
    waiting: list[Placed] = [Placed(root, None, 1)]
    for index, place in enumerate(waiting):
        yield place
        for child in children.get(place.message.key, ()):
            if child.key not in seen:
                seen.add(child.key)
                waiting.append(Placed(child, start + index, place.depth + 1))


def shown_end(draft: Draft, placed: list[Placed]) -> int | None:
    """The index of the last message of the branch that is shown; without a wish, the branch that came last."""
    if not placed:
        return None
    newest_child = {place.parent: index for index, place in enumerate(placed) if place.parent is not None}
    wished = (index for index, place in enumerate(placed) if place.message.key == draft.shown)
    roots = [index for index, place in enumerate(placed) if place.parent is None]
    end = next(wished, roots[-1])
    while end in newest_child:
        end = newest_child[end]
    return end
