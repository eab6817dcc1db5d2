"""Asks the database's own full text; always within one owner, always bounded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.play.chats.finding.matching import boolean, fts5, patterns, tsquery
from fabula.play.chats.finding.words import Term
from fabula.play.chats.tables import ChatRow, MessageRow

# The best of the newest: a word that is everywhere must not be weighed everywhere.
MOST_WEIGHED = 1000

_FTS5 = """
SELECT id FROM (
    SELECT o.source_id AS id, bm25(fts_chats, 0.0, 1.0) AS score
    FROM fts_chats
    CROSS JOIN fts_chats_of o ON o.id = fts_chats.rowid
    LEFT JOIN chat_messages m ON m.id = o.source_id
    CROSS JOIN chats c ON c.id = coalesce(m.chat_id, o.source_id)
    WHERE fts_chats MATCH :wanted AND o.source_id < :until
      AND c.owner_id = :owner AND c.deleted_at IS NULL
    ORDER BY fts_chats.rowid DESC LIMIT :weighed
) AS found ORDER BY score, id DESC LIMIT :limit OFFSET :offset
"""

# {score} and {matches} are each database's own words for the same question.
_ROWS = """
SELECT id FROM (
    (SELECT m.id AS id, {message_score} AS score
    FROM chat_messages m JOIN chats c ON c.id = m.chat_id
    WHERE {message_matches} AND m.owner_id = :owner AND m.deleted_at IS NULL AND m.state <> 'writing'
      AND c.deleted_at IS NULL AND m.id < :until
    ORDER BY m.id DESC LIMIT :weighed)
    UNION ALL
    (SELECT c.id AS id, 2 * {title_score} AS score
    FROM chats c
    WHERE {title_matches} AND c.owner_id = :owner AND c.deleted_at IS NULL AND c.id < :until
    ORDER BY c.id DESC LIMIT :weighed)
) AS found ORDER BY score DESC, id DESC LIMIT :limit OFFSET :offset
"""
_TSVECTOR = _ROWS.format(
    message_score="ts_rank(m.fts_words, to_tsquery('simple', :wanted), 1)",
    message_matches="m.fts_words @@ to_tsquery('simple', :wanted)",
    title_score="ts_rank(c.fts_words, to_tsquery('simple', :wanted), 1)",
    title_matches="c.fts_words @@ to_tsquery('simple', :wanted)",
)


@dataclass(frozen=True, slots=True)
class Found:
    """A message of a chat, or the chat alone where its title was found."""

    chat: Any
    message: Any


async def find(
    session: AsyncSession, owner_id: str, terms: Sequence[Term], *, until: str, offset: int, limit: int
) -> list[Found]:
    """What has all the terms, best first; nothing that came after the id `until`."""
    if not terms:
        return []
    given: dict[str, Any] = {"owner": owner_id, "until": until, "offset": offset, "limit": limit}
    statement, more = _asking(session.get_bind().dialect.name, owner_id, terms)
    ids = list(await session.scalars(text(statement), given | more | {"weighed": MOST_WEIGHED}))
    return await _rows(session, owner_id, ids)


def _asking(dialect: str, owner_id: str, terms: Sequence[Term]) -> tuple[str, dict[str, Any]]:
    if dialect == "sqlite":
        return _FTS5, {"wanted": fts5(owner_id, terms)}
    if dialect == "postgresql":
        return _TSVECTOR, {"wanted": tsquery(terms)}
    return _fulltext(terms)


def _fulltext(terms: Sequence[Term]) -> tuple[str, dict[str, Any]]:
    wanted = boolean(terms)
    one_by_one = {f"pattern{number}": pattern for number, pattern in enumerate(patterns(terms))}

    def matches(column: str) -> str:
        asked = [f"MATCH ({column}) AGAINST (:wanted IN BOOLEAN MODE)"] if wanted else []
        return " AND ".join(asked + [f"{column} REGEXP :{name}" for name in one_by_one])

    def score(column: str) -> str:
        return f"MATCH ({column}) AGAINST (:wanted IN BOOLEAN MODE)" if wanted else "1"

    statement = _ROWS.format(
        message_score=score("m.content"),
        message_matches=matches("m.content"),
        title_score=score("c.title"),
        title_matches=matches("c.title"),
    )
    return statement, one_by_one | ({"wanted": wanted} if wanted else {})


async def _rows(session: AsyncSession, owner_id: str, ids: Sequence[str]) -> list[Found]:
    messages = select(MessageRow.id, MessageRow.chat_id, MessageRow.author, MessageRow.created_at, MessageRow.content)
    messages = messages.where(MessageRow.id.in_(bindparam("ids", expanding=True)), MessageRow.owner_id == owner_id)
    by_id = {row.id: row for row in await session.execute(messages, {"ids": ids})}
    chat_ids = {row.chat_id for row in by_id.values()} | set(ids) - set(by_id)
    chats = select(ChatRow.id, ChatRow.title, ChatRow.created_at)
    chats = chats.where(ChatRow.id.in_(chat_ids), ChatRow.owner_id == owner_id)
    of_id = {row.id: row for row in await session.execute(chats)}
    found = ((by_id.get(each), of_id.get(by_id[each].chat_id if each in by_id else each)) for each in ids)
    return [Found(chat, message) for message, chat in found if chat]
