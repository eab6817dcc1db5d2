"""Which program a parsed JSON value comes from; its content says so, never its name."""

from collections.abc import Callable

from fabula.play.chats.moving.drafts import Draft
from fabula.play.chats.moving.readers.chatgpt import looks_like_chatgpt, read_chatgpt
from fabula.play.chats.moving.readers.open_webui import looks_like_open_webui, read_open_webui
from fabula.play.chats.moving.readers.own import looks_like_own, read_own

Reader = Callable[[object], Draft]

_KNOWN: tuple[tuple[Callable[[object], bool], Reader], ...] = (
    (looks_like_own, read_own),
    (looks_like_chatgpt, read_chatgpt),
    (looks_like_open_webui, read_open_webui),
)


def reader_of(value: object) -> Reader | None:
    """What reads this value as one chat; nothing if no known program writes such things."""
    return next((read for looks_like, read in _KNOWN if looks_like(value)), None)
