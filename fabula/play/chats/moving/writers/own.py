"""Our own format: what `readers.own` reads."""

from datetime import datetime
from typing import Any

from pydantic_core import to_json

from fabula.play.chats.moving.drafts import Draft, DraftFile, DraftMessage
from fabula.play.chats.moving.readers.own import FORMAT, VERSION


def write_own(draft: Draft) -> bytes:
    """The whole tree with all versions; files lie beside it if the draft says where."""
    written: dict[str, Any] = {"format": FORMAT, "version": VERSION}
    for name in ("title", "created_at", "active_at", "is_pinned", "is_archived", "folder", "model"):
        written[name] = _plain(getattr(draft, name))
    for name in ("system_prompt", "parameters", "web_search", "shown"):
        written[name] = getattr(draft, name)
    written["messages"] = [_message(message) for message in draft.messages]
    return to_json(written, indent=1)


def _message(message: DraftMessage) -> dict[str, Any]:
    written: dict[str, Any] = {"id": message.key, "parent": message.parent, "role": message.author}
    for name in ("state", "content", "thinking", "created_at", "edited_at", "model", "usage", "search", "demo"):
        written[name] = _plain(getattr(message, name))
    written["versions"] = [
        {
            "number": number,
            "created_at": _plain(version.created_at),
            "cause": version.cause,
            "content": version.content,
        }
        for number, version in enumerate(message.versions, start=1)
    ]
    written["attachments"] = [_file(file) for file in message.files]
    return written


def _file(file: DraftFile) -> dict[str, Any]:
    written: dict[str, Any] = {"file": file.path}
    for name in ("kind", "name", "asset_id", "sha256", "text", "pages", "provenance"):
        written[name] = getattr(file, name)
    return written


def _plain(value: object) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
