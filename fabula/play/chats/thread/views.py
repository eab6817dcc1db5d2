"""Chats and messages as people see them."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.assets import Library
from fabula.core.runs import Run, Runs
from fabula.imaging.images import Drawing
from fabula.play.chats.attachments.queries import beside
from fabula.play.chats.schemas import Attachment, Branch, Chat, ChatSummary, Message, Parameters, Window
from fabula.play.chats.tables import ChatRow, MessageRow, MessageState
from fabula.play.chats.thread.branches import ALONE, branches_of
from fabula.play.chats.thread.windows import Stretch, newest

ACTIVE = ("queued", "running")
_SHOWN = (
    "id",
    "chat_id",
    "parent_id",
    "content",
    "thinking",
    "version",
    "created_at",
    "edited_at",
    "run_id",
    "channel_id",
    "model",
    "usage",
    "search",
    "demo",
)


class Drawings(Protocol):
    """Knows the pictures that were drawn for messages."""

    async def of(self, session: AsyncSession, owner: UserId, run_ids: Sequence[str]) -> Mapping[str, Drawing]: ...


class Views:
    """Joins what is stored of messages with what other rooms know of them."""

    def __init__(self, library: Library, runs: Runs, drawings: Drawings | None = None) -> None:
        self._library = library
        self._runs = runs
        self._drawings = drawings

    async def chat(self, session: AsyncSession, row: ChatRow, limit: int) -> Chat:
        """The chat with the newest stretch of its messages."""
        stretch = await newest(session, row.id, row.leaf_id, limit)
        messages = await self.messages(session, row, stretch.rows, stretch.around)
        return _chat(row, (await self.summaries(session, [row]))[0], messages, stretch.earlier)

    async def opened(
        self, session: AsyncSession, row: ChatRow, rows: Sequence[MessageRow], run: Run | None, *, has_files: bool
    ) -> Chat:
        """A chat that was just begun with these messages, the last of which this run writes."""
        runs = {run.id: run} if run is not None else {}
        files = await beside(session, self._library, UserId(row.owner_id), [rows[0].id]) if has_files else {}
        messages = [_message(each, ALONE, files.get(each.id, []), run, None) for each in rows]
        return _chat(row, _summary(row, runs), messages, None)

    async def summaries(self, session: AsyncSession, rows: Sequence[ChatRow]) -> list[ChatSummary]:
        """Lines of the list; a run that has ended without a word to its chat is not under way."""
        under_way = [row.run_id for row in rows if row.run_id is not None]
        runs = await self._runs.find(session, UserId(rows[0].owner_id), under_way) if under_way else {}
        return [_summary(row, runs) for row in rows]

    async def window(self, session: AsyncSession, chat: ChatRow, stretch: Stretch) -> Window:
        messages = await self.messages(session, chat, stretch.rows, stretch.around)
        return Window(messages=messages, earlier=stretch.earlier, later=stretch.later)

    async def messages(
        self, session: AsyncSession, chat: ChatRow, rows: Sequence[MessageRow], around: Sequence[MessageRow] = ()
    ) -> list[Message]:
        owner = UserId(chat.owner_id)
        branches = await branches_of(session, chat.id, rows, around)
        files = await beside(session, self._library, owner, [row.id for row in rows])
        writing = [row.run_id for row in rows if row.state == MessageState.WRITING and row.run_id is not None]
        runs = await self._runs.find(session, owner, writing)
        drawn = [row.drawing_id for row in rows if row.drawing_id is not None]
        drawings: Mapping[str, Drawing] = {}
        if drawn and self._drawings:
            drawings = await self._drawings.of(session, owner, drawn)
        return [
            _message(
                row,
                branches.get(row.id, ALONE),
                files.get(row.id, []),
                runs.get(row.run_id or ""),
                drawings.get(row.drawing_id or ""),
            )
            for row in rows
        ]


def _chat(row: ChatRow, summary: ChatSummary, messages: list[Message], earlier: str | None) -> Chat:
    return Chat(
        **summary.model_dump(),
        channel_id=row.channel_id,
        system_prompt=row.system_prompt,
        parameters=Parameters.model_validate(row.parameters),
        web_search=row.web_search,
        persona_id=row.persona_id,
        forked_from=row.forked_from,
        messages=messages,
        earlier=earlier,
    )


def _summary(row: ChatRow, runs: Mapping[str, Run]) -> ChatSummary:
    run = runs.get(row.run_id or "")
    return ChatSummary(
        id=row.id,
        title=row.title,
        snippet=row.snippet,
        folder_id=row.folder_id,
        is_pinned=row.is_pinned,
        is_archived=row.is_archived,
        created_at=row.created_at,
        active_at=row.active_at,
        deleted_at=row.deleted_at,
        model=row.model,
        run_id=run.id if run is not None and run.state in ACTIVE else None,
    )


def _message(
    row: MessageRow, branch: Branch, files: list[Attachment], run: Run | None, drawing: Drawing | None
) -> Message:
    shown: dict[str, Any] = {name: getattr(row, name) for name in _SHOWN}
    ending = ending_of(row, run) if drawing is None else _ending_of_drawing(drawing)
    return Message(
        **shown,
        role="user" if row.author == "user" else "assistant",
        state=ending[0],  # pyright: ignore[reportArgumentType] - the words of MessageState
        error=ending[1],
        branch=branch,
        attachments=files,
        drawing=drawing,
    )


def ending_of(row: MessageRow, run: Run | None) -> tuple[str, Any]:
    """State and error of a message; a reply whose run ended without it was stopped before it began, or broke."""
    if row.state != MessageState.WRITING or (run is not None and run.state in ACTIVE):
        return row.state, row.error
    if run is None or run.state == "cancelled":
        return MessageState.STOPPED.value, None
    return MessageState.FAILED.value, run.error and run.error.model_dump(mode="json")


_DRAWN = {"done": MessageState.DONE, "failed": MessageState.FAILED, "cancelled": MessageState.STOPPED}


def _ending_of_drawing(drawing: Drawing) -> tuple[str, Any]:
    """How a message with pictures stands is how their run stands; the chat goes on meanwhile."""
    run = drawing.run
    return _DRAWN.get(run.state, MessageState.WRITING).value, run.error and run.error.model_dump(mode="json")
