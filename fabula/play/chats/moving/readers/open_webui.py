"""Open WebUI's export: a list of chats, each with its history as a tree of messages."""

import base64
import binascii
import html
import re
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
from fabula.play.chats.schemas import LONGEST_PROMPT, MOST_ATTACHMENTS

_REASONING = re.compile(
    r'<details type="reasoning"[^>]*>\s*(?:<summary>.*?</summary>)?(?P<thoughts>.*?)</details>\s*', re.DOTALL
)
_PICTURE = re.compile(r"data:image/(png|jpe?g|webp|gif);base64,", re.IGNORECASE)


def looks_like_open_webui(value: object) -> bool:
    chat = _chat(value)
    return isinstance(as_map(chat.get("history")).get("messages"), dict) or _is_plain_list(chat)


def read_open_webui(value: object) -> Draft:
    outer, chat = as_map(value), _chat(value)
    history = as_map(chat.get("history"))
    told = as_map(history.get("messages"))
    messages = [_message(key, each) for key, each in told.items() if _is_spoken(each)]
    if not messages:
        messages = _in_a_row(as_list(chat.get("messages")))
    draft = Draft(
        title=title_of(outer.get("title") or chat.get("title"), "Open WebUI"),
        messages=messages,
        shown=as_key(history.get("currentId")),
        created_at=as_moment(outer.get("created_at")) or as_moment(chat.get("timestamp")),
        active_at=as_moment(outer.get("updated_at")),
        is_pinned=outer.get("pinned") is True,
        is_archived=outer.get("archived") is True,
        system_prompt=as_text(as_map(chat.get("params")).get("system") or chat.get("system"))[:LONGEST_PROMPT],
    )
    return shortened(draft)


def _chat(value: object) -> dict[str, Any]:
    outer = as_map(value)
    return as_map(outer.get("chat")) or outer


def _is_plain_list(chat: dict[str, Any]) -> bool:
    """Chats of its first versions had no tree."""
    messages = as_list(chat.get("messages"))
    return bool(messages) and all("role" in as_map(each) and "content" in as_map(each) for each in messages)


def _is_spoken(given: object) -> bool:
    return as_map(given).get("role") in ("user", "assistant")


def _in_a_row(given: list[Any]) -> list[DraftMessage]:
    spoken = [_message(str(place), each) for place, each in enumerate(given) if _is_spoken(each)]
    for before, message in zip([None, *spoken], spoken, strict=False):
        message.parent = before.key if before else None
    return spoken


def _message(key: str, value: object) -> DraftMessage:
    given = as_map(value)
    content, thinking = _without_reasoning(as_text(given.get("content")))
    is_reply = given.get("role") == "assistant"
    return DraftMessage(
        key=key,
        parent=as_key(given.get("parentId")),
        author="assistant" if is_reply else "user",
        content=content,
        thinking=thinking,
        created_at=as_moment(given.get("timestamp")),
        state="done" if not is_reply or given.get("done") is not False else "cut",
        model=(as_name(given.get("model")) or as_name(given.get("modelName"))) if is_reply else None,
        search=_sources(given),
        files=[_file(each) for each in map(as_map, as_list(given.get("files"))[:MOST_ATTACHMENTS])],
    )


def _without_reasoning(content: str) -> tuple[str, str]:
    """The text, and what the model thought before it, which stands inside the text there."""
    thoughts = [
        re.sub(r"^> ?", "", html.unescape(found["thoughts"]).strip(), flags=re.MULTILINE)
        for found in _REASONING.finditer(content)
    ]
    return _REASONING.sub("", content).strip() if thoughts else content, "\n\n".join(thoughts)


def _sources(given: dict[str, Any]) -> dict[str, Any] | None:
    """The pages that a reply cites, each once."""
    pages: dict[str, str] = {}
    for source in map(as_map, as_list(given.get("sources"))):
        for about in map(as_map, as_list(source.get("metadata"))):
            url = as_text(about.get("source") or about.get("url"))
            if re.match(r"https?://", url) and len(pages) < 50:
                pages.setdefault(url[:2000], as_name(about.get("title") or about.get("name")) or url[:200])
    if not pages:
        return None
    sources = [
        {"number": number, "title": title, "url": url, "snippet": ""}
        for number, (url, title) in enumerate(pages.items(), start=1)
    ]
    return {"queries": [], "sources": sources, "error": None}


def _file(given: dict[str, Any]) -> DraftFile:
    url = as_text(given.get("url"))
    name = as_name(given.get("name")) or ("picture" if given.get("type") == "image" else "file")
    if inline := _PICTURE.match(url):
        try:
            return DraftFile(name=name, data=base64.b64decode(url[inline.end() :], validate=True))
        except binascii.Error:
            return DraftFile(name=name)
    text = as_text(as_map(as_map(given.get("file")).get("data")).get("content"))
    return DraftFile(name=name, kind="picture" if given.get("type") == "image" else "text", text=text)
