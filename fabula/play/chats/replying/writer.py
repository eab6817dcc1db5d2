"""Writes replies: the run that asks the model, tells what comes, and keeps it whatever happens."""

import asyncio
from contextlib import aclosing

from pydantic import JsonValue
from sqlalchemy import bindparam, select

from fabula.core.background import Background
from fabula.core.db import Database
from fabula.core.errors import ErrorInfo, FabulaError, Who
from fabula.core.limits import Use
from fabula.core.load import load
from fabula.core.runs import Kind, RunContext
from fabula.engines.llm import ChatRequest, Finish, LanguageModels, Routed, Text, Thinking, Truncated, Usage
from fabula.engines.llm.errors import ContextTooLong
from fabula.engines.registry import hearing
from fabula.play.chats.replying.draft import Draft
from fabula.play.chats.replying.fresh import Fresh, Job
from fabula.play.chats.replying.prompting.context import Contexts
from fabula.play.chats.replying.prompting.models import Mouth, Mouths
from fabula.play.chats.replying.records import Records
from fabula.play.chats.replying.searching import Searching
from fabula.play.chats.replying.stages import Stages
from fabula.play.chats.replying.titles import Titles
from fabula.play.chats.replying.wanted import KIND, Wanted
from fabula.play.chats.tables import ChatRow, MessageRow, MessageState

# Built once: making a statement costs more than running it.
_JOB = (
    select(MessageRow, ChatRow)
    .join(ChatRow, ChatRow.id == MessageRow.chat_id)
    .where(MessageRow.id == bindparam("reply_id"), MessageRow.run_id == bindparam("by_run"))
)
BROKE = "Something broke inside Fabula."
LOOK_AT_LOG = "The server's log has the details under this request id."


class Interrupted(FabulaError):
    """The server stopped while the reply was written."""

    who = Who.USER


class LengthReached(FabulaError):
    """The reply reached the longest length that was allowed."""

    who = Who.USER


class Writer:
    """The run kind of replies."""

    def __init__(
        self,
        database: Database,
        background: Background,
        mouths: Mouths,
        contexts: Contexts,
        searching: Searching,
        records: Records,
        titles: Titles,
        fresh: Fresh,
    ) -> None:
        self._database = database
        self._background = background
        self._mouths = mouths
        self._contexts = contexts
        self._searching = searching
        self._records = records
        self._titles = titles
        self._fresh = fresh
        self.kind = Kind(
            KIND, "A reply", Wanted, self._write, retryable=False, takes_steps=False, counts_as=Use.MESSAGES
        )

    async def _write(self, run: RunContext[Wanted]) -> JsonValue:
        job = await self._job(run)
        if job is None:
            return None
        draft = Draft()
        if run.input.goes_on:
            draft.begun, draft.thought = job.reply.content, job.reply.thinking
        if (left := str(run.left_off.get("text") or "")) and len(left) > len(draft.begun):
            return await self._keep_what_came(run, job, draft, left)
        try:
            mouth = await self._compose(run, job, draft)
        except asyncio.CancelledError:
            if run.is_cancelled:
                await self._settle(run, job, draft, MessageState.STOPPED)
            raise
        except Exception as error:
            await self._settle(run, job, draft, MessageState.FAILED, _info(error, run.id))
            raise
        if draft.was_too_long:
            reason = LengthReached("The reply is as long as is allowed.", hint="Continue it, or allow more tokens.")
            await self._settle(run, job, draft, MessageState.CUT, _info(reason, run.id))
        else:
            await self._settle(run, job, draft, MessageState.DONE)
        self._titles.consider(job.chat, mouth)
        return {"reply_id": job.reply.id}

    async def _job(self, run: RunContext[Wanted]) -> Job | None:
        """The reply, if it is still to be written: not if it was, or if its chat is gone."""
        if not run.is_resumed and (fresh := self._fresh.take(run.id)) is not None:
            return fresh
        async with self._database.reading() as session:
            found = (await session.execute(_JOB, {"reply_id": run.input.reply_id, "by_run": run.id})).one_or_none()
        if found is None or found[0].state != MessageState.WRITING:
            return None
        return Job(found[1], found[0])

    async def _compose(self, run: RunContext[Wanted], job: Job, draft: Draft) -> Mouth:
        mouth = await self._mouths.of(job.chat, job.reply)
        if draft.begun:
            run.live(text=draft.begun, thinking=draft.thought or None)
        try:
            await self._ask(run, job, draft, mouth)
        except ContextTooLong:
            if (less := await self._mouths.with_less(mouth)) is None:
                raise
            mouth = less
            await self._ask(run, job, draft, mouth)
        return mouth

    async def _ask(self, run: RunContext[Wanted], job: Job, draft: Draft, mouth: Mouth) -> None:
        talk = await self._contexts.conversation(job, mouth.window)
        async with Stages(run, self._background) as stages:
            with hearing(stages.told):
                found = ""
                if run.input.search:
                    found = await self._searching.for_reply(stages, job.reply, talk, mouth, run.owner)
                draft.composed = await self._contexts.composed(talk, mouth, run.owner, begun=draft.begun, found=found)
                await _stream(run, mouth.chosen.models, draft.composed.plan.request, draft, stages)

    async def _keep_what_came(self, run: RunContext[Wanted], job: Job, draft: Draft, left: str) -> JsonValue:
        """After a crash: the text as far as it was stored; it can be continued."""
        draft.begun, draft.thought = left, str(run.left_off.get("thinking") or draft.thought)
        run.live(text=left, thinking=draft.thought or None)
        reason = Interrupted("The server stopped while this was being written.", hint="Continue it.")
        await self._settle(run, job, draft, MessageState.CUT, _info(reason, run.id))
        return {"reply_id": job.reply.id}

    async def _settle(
        self, run: RunContext[Wanted], job: Job, draft: Draft, state: MessageState, error: ErrorInfo | None = None
    ) -> None:
        """Once begun, this is not broken off by somebody who stops the run."""
        is_demo = draft.routed is not None and self._mouths.is_demo(draft.routed.channel)
        keeping = self._records.settle(run.id, job.reply, draft, state, error, is_demo=is_demo)
        await asyncio.shield(self._background.start(keeping, name=f"the end of reply {job.reply.id}"))


async def _stream(
    run: RunContext[Wanted], models: LanguageModels, request: ChatRequest, draft: Draft, stages: Stages
) -> None:
    clock = asyncio.get_running_loop().time
    draft.asked_at = clock()
    texts, write = draft.texts, run.write
    async with aclosing(models.stream(request)) as events:
        async for event in events:
            if isinstance(event, Text):
                if draft.first_at is None:
                    draft.first_at = clock()
                    stages.begins()
                texts.append(event.text)
                write(event.text)
                await load.breathe()  # who waits for a first word goes first; what comes meanwhile is read together
                continue
            match event:
                case Thinking():
                    if draft.first_at is None:
                        draft.first_at = clock()
                        stages.begins()
                    draft.thinking.append(event.text)
                    run.think(event.text)
                case Usage():
                    draft.counted = event
                case Truncated():
                    draft.truncated = event
                case Routed():
                    draft.routed = event
                case Finish():
                    draft.finish = event
                case _:
                    pass


def _info(error: Exception, run_id: str) -> ErrorInfo:
    if not isinstance(error, FabulaError):
        error = FabulaError(BROKE, hint=LOOK_AT_LOG)
    return error.body(run_id).error
