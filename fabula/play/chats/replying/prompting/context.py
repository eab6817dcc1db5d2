"""What the model is given of a chat: its system prompt, the newest turns that fit, files and pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.db import Database
from fabula.engines.llm import ChatRequest, Message, assistant, system, user
from fabula.engines.llm.context import Plan, fitted, tokens_of
from fabula.imaging.images import Drawing
from fabula.play.chats.attachments.queries import rows_beside
from fabula.play.chats.replying.fresh import Job
from fabula.play.chats.replying.prompting.drawn import told_of
from fabula.play.chats.replying.prompting.models import Mouth
from fabula.play.chats.replying.prompting.sights import Sights
from fabula.play.chats.replying.wanted import without_command
from fabula.play.chats.tables import AttachmentRow, Author, ChatRow, MessageRow
from fabula.play.chats.thread.views import Drawings
from fabula.play.chats.thread.walking import rows_up

STRIDE = 64
CHARACTERS_A_TOKEN = 6
SHARE_OF_FILES = 0.6
GO_ON = "Go on exactly where your last message ends. Repeat nothing of it and add no introduction."


@dataclass(frozen=True, slots=True)
class Conversation:
    """The newest turns of a branch, oldest first, with the files beside them and what was drawn in them.

    `earlier` are the turns before them.
    """

    chat: ChatRow
    turns: Sequence[MessageRow]
    earlier: int = 0
    files: dict[str, list[AttachmentRow]] = field(default_factory=dict[str, list[AttachmentRow]])
    drawings: Mapping[str, Drawing] = field(default_factory=dict[str, Drawing])

    @property
    def drawn(self) -> dict[str, str]:
        """By the messages that wished for pictures: what became of them."""
        found = ((turn.parent_id, self.drawings.get(turn.drawing_id or "")) for turn in self.turns)
        return {wish: told_of(drawing) for wish, drawing in found if wish and drawing}

    @property
    def question(self) -> str:
        """What was said last, without the word that asks for a search."""
        said = next((turn for turn in reversed(self.turns) if turn.author == Author.USER), None)
        return without_command(said.content) if said else ""

    @property
    def has_pictures(self) -> bool:
        return any(file.kind == "picture" for files in self.files.values() for file in files)


@dataclass(frozen=True, slots=True)
class Composed:
    """A request that fits, and what it leaves out: earlier messages, and the rest of some files."""

    plan: Plan
    left_out: int
    cut_files: tuple[str, ...]


class Contexts:
    """Reads conversations, and turns them into requests that fit."""

    def __init__(self, database: Database, sights: Sights, drawings: Drawings) -> None:
        self._database = database
        self._sights = sights
        self._drawings = drawings

    async def conversation(self, job: Job, window: int) -> Conversation:
        """The turns before this reply: as many as the window may hold, and some more."""
        chat, reply = job.chat, job.reply
        if job.turns is not None:
            return Conversation(chat, job.turns)
        async with self._database.reading() as session:
            turns, earlier = await _turns(
                session, chat.id, reply.parent_id, reply.depth - 1, window * CHARACTERS_A_TOKEN
            )
            files: dict[str, list[AttachmentRow]] = {}
            for row in await rows_beside(session, [turn.id for turn in turns if turn.author == Author.USER]):
                files.setdefault(row.message_id or "", []).append(row)
            talk = Conversation(chat, turns, earlier, files)
            if drawn := [turn.drawing_id for turn in turns if turn.drawing_id is not None]:
                return replace(talk, drawings=await self._drawings.of(session, UserId(chat.owner_id), drawn))
        return talk

    async def composed(
        self, talk: Conversation, mouth: Mouth, owner: UserId, *, begun: str, found: str = ""
    ) -> Composed:
        """The request for a reply; `begun` is what it says already, `found` what a search brought."""
        room = mouth.window - min(mouth.reply_tokens, mouth.window // 2)
        messages = [system(talk.chat.system_prompt)] if talk.chat.system_prompt.strip() else []
        last = next((turn.id for turn in reversed(talk.turns) if turn.author == Author.USER), None)
        seen = await self._sights.of(talk.files, mouth, owner) if talk.has_pictures else {}
        cut: list[str] = []
        drawn = talk.drawn
        for turn in talk.turns:
            if turn.author == Author.ASSISTANT:
                messages += [assistant(turn.content)] if turn.content.strip() else []
                continue
            files = talk.files.get(turn.id, [])
            words = [
                *_texts(files, int(room * SHARE_OF_FILES), cut),
                *(seen[file.id].words for file in files if file.id in seen),
            ]
            words += [found] if found and turn.id == last else []
            pictures = [seen[file.id].picture for file in files if file.id in seen]
            said = "\n\n".join(filter(None, [*words, without_command(turn.content), drawn.get(turn.id)]))
            messages.append(user(said, *(picture for picture in pictures if picture is not None)))
        request = ChatRequest(
            mouth.model,
            (*messages, *_begun(begun, mouth)),
            sampling=mouth.sampling,
            max_tokens=mouth.reply_tokens,
            seed=mouth.parameters.seed,
            thinking=mouth.parameters.thinking,
            owner=owner,
            purpose="chat",
        )
        plan = fitted(request, mouth.window, mouth.counts)
        return Composed(plan, talk.earlier + len(plan.dropped), tuple(dict.fromkeys(cut)))


def _begun(begun: str, mouth: Mouth) -> list[Message]:
    if not begun:
        return []
    return [assistant(begun)] if mouth.takes_up else [assistant(begun), user(GO_ON)]


async def _turns(
    session: AsyncSession, chat_id: str, end: str | None, depth: int, enough: int
) -> tuple[list[MessageRow], int]:
    """Whole strides of the branch, so that what is read begins at the same place for many turns; and how many precede.

    A server that remembers the beginning of a prompt then finds it unchanged, and reads only what is new.
    """
    turns: list[MessageRow] = []
    characters, steps, left = 0, depth % STRIDE or STRIDE, depth
    while end is not None and characters < enough:
        rows = await rows_up(session, chat_id, end, steps)
        if not rows:
            break
        turns += [row for row in rows if row.deleted_at is None]
        characters += sum(len(row.content) for row in rows)
        left -= len(rows)
        end, steps = rows[-1].parent_id, STRIDE
    return turns[::-1], max(0, left)


def _texts(files: Sequence[AttachmentRow], room: int, cut: list[str]) -> list[str]:
    """The texts of files, each with its name; `cut` takes those that would leave no room for the conversation."""
    texts = [file for file in files if file.kind != "picture"]
    share = max(64, room // max(1, len(texts)))
    told: list[str] = []
    for file in texts:
        text = _cut(file.text, share)
        if text is not file.text:
            cut.append(file.name)
        told.append(f"File “{file.name}”:\n```\n{text}\n```")
    return told


def _cut(text: str, most_tokens: int) -> str:
    tokens = tokens_of(text)
    if tokens <= most_tokens:
        return text
    kept = len(text) * most_tokens // tokens
    return f"{text[:kept]}\n[… {kept} of {len(text)} characters; the rest does not fit into the model's context]"
