"""Our own format: one JSON object a chat, with the whole tree and all versions."""

import re
from typing import Any, cast

from pydantic import ValidationError

from fabula.play.chats.moving.drafts import Draft, DraftFile, DraftMessage, DraftVersion
from fabula.play.chats.moving.readers.values import (
    Unreadable,
    as_key,
    as_list,
    as_map,
    as_moment,
    as_name,
    as_plain,
    as_text,
    shortened,
    title_of,
)
from fabula.play.chats.schemas import LONGEST_PROMPT, MOST_ATTACHMENTS, Parameters, Usage, WebSearchDone

FORMAT = "fabula.chat"
VERSION = 1
MOST_VERSIONS = 1000
MOST_FILES = MOST_ATTACHMENTS + 4


def looks_like_own(value: object) -> bool:
    return as_map(value).get("format") == FORMAT


def read_own(value: object) -> Draft:
    chat = as_map(value)
    version = chat.get("version")
    if not isinstance(version, int) or version > VERSION:
        raise Unreadable("it was written by a newer Fabula than this one.")
    return shortened(
        Draft(
            title=title_of(chat.get("title"), "Imported chat"),
            messages=[_message(each) for each in map(as_map, as_list(chat.get("messages")))],
            shown=as_key(chat.get("shown")),
            created_at=as_moment(chat.get("created_at")),
            active_at=as_moment(chat.get("active_at")),
            is_pinned=chat.get("is_pinned") is True,
            is_archived=chat.get("is_archived") is True,
            folder=as_name(chat.get("folder")),
            model=as_name(chat.get("model")),
            system_prompt=as_text(chat.get("system_prompt"))[:LONGEST_PROMPT],
            parameters=_parameters(chat.get("parameters")),
            web_search=chat.get("web_search") is True,
        )
    )


def _message(given: dict[str, Any]) -> DraftMessage:
    key = as_key(given.get("id"))
    if key is None:
        raise Unreadable("a message has no id.")
    state = given.get("state")
    return DraftMessage(
        key=key,
        parent=as_key(given.get("parent")),
        author="assistant" if given.get("role") == "assistant" else "user",
        content=as_text(given.get("content")),
        thinking=as_text(given.get("thinking")),
        created_at=as_moment(given.get("created_at")),
        edited_at=as_moment(given.get("edited_at")),
        state=cast(Any, state) if state in ("stopped", "failed", "cut") else "done",
        model=as_name(given.get("model")),
        usage=_checked(Usage, given.get("usage")),
        search=_search(given.get("search")),
        demo=given.get("demo") is True,
        versions=[_version(each) for each in map(as_map, as_list(given.get("versions"))[-MOST_VERSIONS:])],
        files=[_file(each) for each in map(as_map, as_list(given.get("attachments"))[:MOST_FILES])],
    )


def _version(given: dict[str, Any]) -> DraftVersion:
    cause = given.get("cause")
    known = cause if cause in ("edited", "continued") else "written"
    return DraftVersion(as_text(given.get("content")), as_moment(given.get("created_at")), cast(Any, known))


def _file(given: dict[str, Any]) -> DraftFile:
    kind, pages = given.get("kind"), given.get("pages")
    provenance = as_map(as_plain(given.get("provenance")))
    return DraftFile(
        name=as_name(given.get("name")) or "file",
        kind=kind if kind in ("picture", "text", "pdf") else "picture",
        path=as_name(given.get("file")),
        asset_id=as_name(given.get("asset_id")),
        sha256=as_name(given.get("sha256")),
        text=as_text(given.get("text")),
        pages=pages if isinstance(pages, int) and 0 < pages < 100_000 else None,
        provenance=provenance or None,
    )


def _parameters(given: object) -> dict[str, Any]:
    """What can be taken of them, each by itself."""
    taken: dict[str, Any] = {}
    for name, value in as_map(given).items():
        if name in Parameters.model_fields:
            taken |= _checked(Parameters, {name: value}) or {}
    return taken


def _checked(kind: type[Usage | Parameters | WebSearchDone], given: object) -> dict[str, Any] | None:
    if not isinstance(given, dict):
        return None
    try:
        return kind.model_validate(as_plain(as_map(cast(object, given)))).model_dump(mode="json", exclude_unset=True)
    except ValidationError:
        return None


def _search(given: object) -> dict[str, Any] | None:
    """Sources lead to the web only."""
    found = _checked(WebSearchDone, given)
    if found is not None:
        found["sources"] = [each for each in found["sources"] if re.match(r"https?://", each["url"])]
    return found
