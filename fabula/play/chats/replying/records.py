"""How a reply ends is written down: the text, what it cost, and the chat's line in the list, in one commit."""

from typing import Any, cast

from sqlalchemy import Table, bindparam, case, func, update

from fabula.core.clock import now
from fabula.core.db import Database, outlasting
from fabula.core.errors import ErrorInfo
from fabula.play.chats.news import ChatNews
from fabula.play.chats.replying.draft import Draft
from fabula.play.chats.tables import ChatRow, MessageRow, MessageState
from fabula.play.chats.thread.versions import CONTINUED, note_change
from fabula.play.chats.words import snippet_of

_messages, _chats = cast(Table, MessageRow.__table__), cast(Table, ChatRow.__table__)
# Built once: making a statement costs more than running it.
_END = (
    update(_messages)
    .where(
        _messages.c.id == bindparam("reply_id"),
        _messages.c.run_id == bindparam("by_run"),
        _messages.c.state == MessageState.WRITING.value,
    )
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in ("state", "content", "thinking", "usage", "error", "model", "channel_id", "demo", "version")
        }
    )
)
_QUIET = (
    update(_chats)
    .where(_chats.c.id == bindparam("in_chat"))
    .values(
        active_at=bindparam("new_active_at"),
        snippet=func.coalesce(bindparam("new_snippet", type_=_chats.c.snippet.type), _chats.c.snippet),
        run_id=case((_chats.c.run_id == bindparam("by_run"), None), else_=_chats.c.run_id),
    )
)


class Records:
    """Keeps replies, once each: a second ending of the same run changes nothing."""

    def __init__(self, database: Database, news: ChatNews) -> None:
        self._database = database
        self._news = news

    async def settle(
        self,
        run_id: str,
        reply: MessageRow,
        draft: Draft,
        state: MessageState,
        error: ErrorInfo | None,
        *,
        is_demo: bool,
    ) -> None:
        """Also while the database is away for a moment."""
        values = _values(reply, draft, state, error, is_demo)
        await outlasting(lambda: self._settle(run_id, reply, values))

    async def _settle(self, run_id: str, reply: MessageRow, values: dict[str, Any]) -> None:
        content = values["new_content"]
        async with self._database.writing() as session:
            ended: Any = await session.execute(_END, {"reply_id": reply.id, "by_run": run_id, **values})
            if ended.rowcount != 1:
                return
            if values["new_version"] != reply.version:
                await note_change(session, reply, CONTINUED, content)
            chat = {"in_chat": reply.chat_id, "by_run": run_id, "new_active_at": now()}
            await session.execute(_QUIET, chat | {"new_snippet": snippet_of(content) or None})
            self._news.after(session, reply.owner_id, reply.chat_id)

    async def keep_search(self, reply: MessageRow, found: dict[str, Any]) -> None:
        """What was searched is shown while the reply is still being written."""
        async with self._database.writing() as session:
            await session.execute(update(_messages).where(_messages.c.id == reply.id).values(search=found))
            self._news.after(session, reply.owner_id, reply.chat_id)


def _values(
    reply: MessageRow, draft: Draft, state: MessageState, error: ErrorInfo | None, is_demo: bool
) -> dict[str, Any]:
    content, routed = draft.content, draft.routed
    has_more = bool(reply.content) and content != reply.content
    return {
        "new_state": state.value,
        "new_content": content,
        "new_thinking": draft.thoughts,
        "new_usage": draft.usage() or reply.usage,
        "new_error": error and error.model_dump(mode="json"),
        "new_model": routed.model if routed else reply.model,
        "new_channel_id": routed.channel if routed else reply.channel_id,
        "new_demo": is_demo if routed else reply.demo,
        "new_version": reply.version + 1 if has_more else reply.version,
    }
