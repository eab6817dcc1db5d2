"""Search over HTTP."""

import re
from datetime import timedelta
from typing import Annotated

from fastapi import Query

from fabula.core.accounts import CurrentUser, NotSignedIn
from fabula.core.background import in_thread
from fabula.core.clock import now
from fabula.core.db import Page
from fabula.core.errors import Invalid, responses
from fabula.core.ids import id_before
from fabula.core.web import Paging, Reading, Router
from fabula.play.chats.finding.queries import MOST_WEIGHED, Found, find
from fabula.play.chats.finding.snippets import snippet_of
from fabula.play.chats.finding.words import LONGEST_QUERY, Term, terms_of
from fabula.play.chats.schemas import Hit

router = Router(prefix="/api/chats", tags=["chats"], responses=responses(NotSignedIn))

_CURSOR = re.compile(r"(\d{1,4})-([0-9a-f-]{36})")


class CursorUnclear(Invalid):
    """This is no cursor of a search."""

    hint = "Take the cursor from the page before, or leave it out."


@router.get("/search", responses=responses(CursorUnclear))
async def search_chats(
    person: CurrentUser, session: Reading, paging: Paging, q: Annotated[str, Query(max_length=LONGEST_QUERY)] = ""
) -> Page[Hit]:
    """My messages and titles that have all these words, best first; quotes keep words together."""
    offset, until = _place(paging.after)
    terms = terms_of(q)
    limit = min(paging.limit, MOST_WEIGHED - offset)
    found = await find(session, person.id, terms, until=until, offset=offset, limit=limit + 1)
    await session.close()
    hits = await in_thread(_hits, found[:limit], terms)
    more = len(found) > limit and offset + limit < MOST_WEIGHED
    return Page(items=hits, next=f"{offset + limit}-{until}" if more else None)


def _place(cursor: str | None) -> tuple[int, str]:
    """How many hits were shown, and the id that was the newest when the search began."""
    if cursor is None:
        return 0, id_before(now() + timedelta(seconds=1))
    read = _CURSOR.fullmatch(cursor)
    if read is None or int(read[1]) >= MOST_WEIGHED:
        raise CursorUnclear("This is no cursor of a search.")
    return int(read[1]), read[2]


def _hits(found: list[Found], terms: list[Term]) -> list[Hit]:
    return [_hit(each, terms) for each in found]


def _hit(found: Found, terms: list[Term]) -> Hit:
    chat, message = found.chat, found.message
    return Hit(
        chat_id=chat.id,
        chat_title=chat.title,
        message_id=message.id if message else None,
        role=message.author if message else None,
        created_at=message.created_at if message else chat.created_at,
        snippet=snippet_of(message.content if message else chat.title, terms),
    )
