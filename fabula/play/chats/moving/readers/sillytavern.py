"""SillyTavern's JSONL: a line about the chat, then one a message, whose swipes become branches."""

from collections.abc import Iterable
from typing import Any

from fabula.play.chats.moving.drafts import Draft, DraftFile, DraftMessage
from fabula.play.chats.moving.readers.values import (
    Unreadable,
    as_list,
    as_map,
    as_moment,
    as_name,
    as_text,
    shortened,
    title_of,
)

MOST_SWIPES = 500


def looks_like_sillytavern(line: object) -> bool:
    """Its first line, or any other: every one has something of its own."""
    given = as_map(line)
    return (
        ("mes" in given and "is_user" in given)
        or ("user_name" in given and "character_name" in given)
        or ("chat_metadata" in given)
    )


def read_sillytavern(lines: Iterable[object]) -> Draft:
    """Lines are parsed JSON; the first one tells about the chat if it is no message itself."""
    about: dict[str, Any] = {}
    told: list[dict[str, Any]] = []
    for line in lines:
        given = as_map(line)
        if "mes" in given:
            told.append(given)
        elif not told:
            about = about or given
    if not told:
        raise Unreadable("there is no message in it.")
    names = {as_name(each.get("name")) for each in told if each.get("is_user") is not True} - {None}
    draft = Draft(title=_title(about, names), messages=[], created_at=as_moment(about.get("create_date")))
    is_group = len(names) > 1
    parent: str | None = None
    for number, given in enumerate(told):
        swipes = _swipes(number, parent, given, is_group=is_group)
        draft.messages += swipes.all
        parent = swipes.chosen.key
    draft.shown = parent
    draft.created_at = draft.created_at or draft.messages[0].created_at
    return shortened(draft)


def _title(about: dict[str, Any], names: set[str | None]) -> str:
    named = as_name(about.get("character_name"))
    known = named if named and named != "unused" else ", ".join(sorted(name for name in names if name))
    return title_of(known, "SillyTavern")


class _Swipes:
    """The versions of one message, in their order, and the one that the chat went on from."""

    def __init__(self, versions: list[DraftMessage], chosen: int) -> None:
        self.all = versions
        self.chosen = versions[chosen]


def _swipes(number: int, parent: str | None, given: dict[str, Any], *, is_group: bool) -> _Swipes:
    texts = [as_text(each) for each in as_list(given.get("swipes"))[:MOST_SWIPES]]
    said, place = as_text(given.get("mes")), given.get("swipe_id")
    chosen = place if isinstance(place, int) and 0 <= place < len(texts) else 0
    # The message reads as it was edited last; its swipe may lag behind.
    texts = [said] if not texts else [*texts[:chosen], said or texts[chosen], *texts[chosen + 1 :]]
    infos = [as_map(each) for each in as_list(given.get("swipe_info"))]
    versions: list[DraftMessage] = []
    for index, text in enumerate(texts):
        info = given if index == chosen or index >= len(infos) else infos[index]
        versions.append(_message(f"{number}.{index}", parent, given, info, text, is_group=is_group))
    return _Swipes(versions, chosen)


def _message(
    key: str, parent: str | None, given: dict[str, Any], info: dict[str, Any], text: str, *, is_group: bool
) -> DraftMessage:
    is_user = given.get("is_user") is True
    extra, name = as_map(info.get("extra")), as_name(given.get("name"))
    at = as_moment(info.get("send_date")) or as_moment(info.get("gen_finished")) or as_moment(given.get("send_date"))
    return DraftMessage(
        key=key,
        parent=parent,
        author="user" if is_user else "assistant",
        content=f"**{name}:** {text}" if is_group and name and not is_user else text,
        thinking=as_text(extra.get("reasoning")),
        created_at=at,
        model=None if is_user else as_name(extra.get("model")),
        files=_pictures(extra),
    )


def _pictures(extra: dict[str, Any]) -> list[DraftFile]:
    """They lie in SillyTavern's own folders, so that only their names can be told."""
    paths = [as_text(extra.get("image")), *map(as_text, as_list(extra.get("image_swipes")))]
    media = [as_text(as_map(each).get("url")) for each in as_list(extra.get("media"))]
    names = [path.replace("\\", "/").rpartition("/")[2] for path in (*paths, *media) if path]
    return [DraftFile(name=name[:200], path=name[:200]) for name in dict.fromkeys(names) if name]
