"""ChatGPT's export: each conversation is a mapping of nodes that name their parents.

Nodes that nobody sees (the root, hidden instructions, calls of tools) are left out, and what follows them moves up.
"""

from dataclasses import dataclass, field
from typing import Any

from fabula.play.chats.moving.drafts import Draft, DraftFile, DraftMessage
from fabula.play.chats.moving.readers.values import (
    as_key,
    as_list,
    as_map,
    as_moment,
    as_name,
    as_text,
    shortened,
    title_of,
)

POINTERS = ("file-service://", "sediment://")
# What these tools are told and answer belongs to the reply that is seen; the rest is noise of searches.
SHOWN_TOOLS = ("python", "canmore.", "container.")


def looks_like_chatgpt(value: object) -> bool:
    return isinstance(as_map(value).get("mapping"), dict)


def read_chatgpt(value: object) -> Draft:
    conversation = as_map(value)
    nodes = {str(key): as_map(node) for key, node in as_map(conversation.get("mapping")).items()}
    reading = _Reading(nodes)
    reading.read()
    draft = Draft(
        title=title_of(conversation.get("title"), "ChatGPT"),
        messages=reading.messages,
        shown=reading.seen_at_or_above(as_key(conversation.get("current_node"))),
        created_at=as_moment(conversation.get("create_time")),
        active_at=as_moment(conversation.get("update_time")),
        is_archived=conversation.get("is_archived") is True,
        is_pinned=conversation.get("is_starred") is True,
    )
    return shortened(draft)


@dataclass
class _Seen:
    """What a node becomes: a message, or something that goes with the next one."""

    text: str = ""
    thinking: str = ""
    files: list[DraftFile] = field(default_factory=list[DraftFile])


@dataclass
class _Reading:
    """Walks the nodes once, parents first."""

    nodes: dict[str, dict[str, Any]]
    messages: list[DraftMessage] = field(default_factory=list[DraftMessage])
    _of_node: dict[str, str | None] = field(default_factory=dict[str, str | None])
    _by_key: dict[str, DraftMessage] = field(default_factory=dict[str, DraftMessage])
    _carried: dict[str, _Seen] = field(default_factory=dict[str, _Seen])

    def read(self) -> None:
        for key in self._parents_first():
            self._read_node(key, self.nodes[key])

    def seen_at_or_above(self, key: str | None) -> str | None:
        return self._of_node.get(key or "")

    def _parents_first(self) -> list[str]:
        children: dict[str | None, list[str]] = {}
        for key, node in self.nodes.items():
            parent = as_key(node.get("parent"))
            children.setdefault(parent if parent in self.nodes and parent != key else None, []).append(key)
        for parent, keys in children.items():
            told = as_list(self.nodes.get(parent or "", {}).get("children"))
            places = {as_key(key): place for place, key in enumerate(told)}
            keys.sort(key=lambda key, places=places: places.get(key, len(places)))
        walked: dict[str, None] = {}
        for root in (*children.get(None, []), *self.nodes):
            waiting = [root]
            while waiting:
                key = waiting.pop()
                if key not in walked:
                    walked[key] = None
                    waiting += reversed(children.get(key, []))
        return list(walked)

    def _read_node(self, key: str, node: dict[str, Any]) -> None:
        parent = as_key(node.get("parent"))
        above = self._of_node.get(parent or "")
        carried = self._carried.get(parent or "", _Seen())
        message = as_map(node.get("message"))
        role = as_map(message.get("author")).get("role")
        seen = _seen(message, role)
        if role == "user" and (seen.text or seen.files):
            self._add(key, above, "user", message, seen)
        elif role == "assistant" and (seen.text or seen.files):
            seen.thinking = "\n\n".join(filter(None, [carried.thinking, seen.thinking]))
            seen.files = carried.files + seen.files
            self._reply(key, above, message, seen)
        elif role == "tool" and above and self._is_reply(above) and (seen.text or seen.files):
            self._join(key, above, seen)
        else:
            self._of_node[key] = above
            thinking = "\n\n".join(filter(None, [carried.thinking, seen.thinking]))
            self._carried[key] = _Seen(thinking=thinking, files=carried.files + seen.files)

    def _reply(self, key: str, above: str | None, message: dict[str, Any], seen: _Seen) -> None:
        """One turn is often several nodes in a row; they are read as one reply."""
        if above and self._is_reply(above) and self._has_one_child(as_key(self.nodes[key].get("parent"))):
            self._join(key, above, seen)
            return
        self._add(key, above, "assistant", message, seen)

    def _add(self, key: str, above: str | None, author: Any, message: dict[str, Any], seen: _Seen) -> None:
        draft = DraftMessage(
            key=key,
            parent=above,
            author=author,
            content=seen.text,
            thinking=seen.thinking,
            created_at=as_moment(message.get("create_time")),
            model=as_name(as_map(message.get("metadata")).get("model_slug")) if author == "assistant" else None,
            files=seen.files,
        )
        self.messages.append(draft)
        self._by_key[key] = draft
        self._of_node[key] = key

    def _join(self, key: str, above: str, seen: _Seen) -> None:
        reply = self._by_key[above]
        reply.content = "\n\n".join(filter(None, [reply.content, seen.text]))
        reply.thinking = "\n\n".join(filter(None, [reply.thinking, seen.thinking]))
        reply.files += seen.files
        self._of_node[key] = above

    def _is_reply(self, key: str) -> bool:
        return self._by_key[key].author == "assistant"

    def _has_one_child(self, key: str | None) -> bool:
        return len(as_list(self.nodes.get(key or "", {}).get("children"))) <= 1


def _seen(message: dict[str, Any], role: object) -> _Seen:
    metadata, content = as_map(message.get("metadata")), as_map(message.get("content"))
    kind = content.get("content_type")
    if metadata.get("is_visually_hidden_from_conversation") is True or role not in ("user", "assistant", "tool"):
        return _Seen()
    if kind == "thoughts":
        thoughts = map(as_map, as_list(content.get("thoughts")))
        told = [as_text(thought.get("content")) or as_text(thought.get("summary")) for thought in thoughts]
        return _Seen(thinking="\n\n".join(filter(None, told)))
    seen = _parts(content)
    recipient = as_text(message.get("recipient")) or "all"
    speaker = recipient if role == "assistant" else as_text(as_map(message.get("author")).get("name"))
    if role == "tool" or recipient != "all":
        seen.text = _of_tool(content, seen.text) if speaker.startswith(SHOWN_TOOLS) else ""
    elif kind == "code":
        seen.text = _of_tool(content, seen.text)
    elif kind in ("user_editable_context", "model_editable_context", "reasoning_recap"):
        return _Seen()
    seen.files += [] if role == "tool" else _attached(metadata, seen.files)
    return seen


def _parts(content: dict[str, Any]) -> _Seen:
    seen = _Seen()
    texts = [as_text(content.get("text"))]
    for part in as_list(content.get("parts")):
        piece = as_map(part)
        if pointer := as_text(piece.get("asset_pointer")):
            seen.files += _pointed(piece, pointer)
        texts.append(as_text(part) or as_text(piece.get("text")))
    seen.text = "\n\n".join(filter(None, texts)).strip()
    return seen


def _pointed(piece: dict[str, Any], pointer: str) -> list[DraftFile]:
    start = next((start for start in POINTERS if pointer.startswith(start)), None)
    if start is None or piece.get("content_type") != "image_asset_pointer":
        return []
    name = pointer.removeprefix(start)
    prompt = as_text(as_map(as_map(piece.get("metadata")).get("dalle")).get("prompt"))
    return [DraftFile(name=name, path=name, provenance={"prompt": prompt} if prompt else None)]


def _attached(metadata: dict[str, Any], pictures: list[DraftFile]) -> list[DraftFile]:
    """What was uploaded with a question, as far as it is not among its pictures already."""
    known = {picture.path for picture in pictures}
    found = [as_map(each) for each in as_list(metadata.get("attachments"))]
    names = {as_name(each.get("id")): as_name(each.get("name")) for each in found}
    for picture in pictures:
        picture.name = names.get(picture.path) or picture.name
    return [
        DraftFile(name=as_name(each.get("name")) or "file", kind="text", path=path)
        for each in found
        if (path := as_name(each.get("id"))) and path not in known
    ]


def _of_tool(content: dict[str, Any], text: str) -> str:
    """Code and what came of it, as blocks that nothing in them can end."""
    if not text:
        return ""
    language = as_text(content.get("language")) if content.get("content_type") == "code" else ""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{language if language.isalnum() and language != 'unknown' else ''}\n{text}\n{fence}"
