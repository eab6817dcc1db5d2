"""Chats on the wire."""

from datetime import datetime
from typing import Annotated, Literal, Self, cast

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints, model_validator

from fabula.core.assets import Asset
from fabula.core.errors import ErrorInfo
from fabula.core.ids import RowId
from fabula.imaging.images import Drawing

LONGEST_MESSAGE = 200_000
LONGEST_PROMPT = 50_000
MOST_ATTACHMENTS = 10


def _without_nul(given: object) -> object:
    """No database keeps this character in a text, and nobody has written it on purpose."""
    return given.replace("\0", "") if isinstance(given, str) else given


PLAIN = BeforeValidator(_without_nul)
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), PLAIN]
ModelName = Annotated[str, StringConstraints(min_length=1, max_length=200), PLAIN]
Content = Annotated[str, StringConstraints(max_length=LONGEST_MESSAGE), PLAIN]
Prompt = Annotated[str, StringConstraints(max_length=LONGEST_PROMPT), PLAIN]
Effort = Literal["low", "medium", "high"]


class Parameters(BaseModel):
    """How the model writes in a chat; what is left out is the model's own."""

    temperature: Annotated[float | None, Field(ge=0, le=2)] = None
    top_p: Annotated[float | None, Field(gt=0, le=1)] = None
    top_k: Annotated[int | None, Field(ge=1, le=1000)] = None
    min_p: Annotated[float | None, Field(ge=0, le=1)] = None
    repeat_penalty: Annotated[float | None, Field(ge=0, le=5)] = None
    max_tokens: Annotated[int | None, Field(ge=1, le=131_072)] = None
    window: Annotated[int | None, Field(ge=512, le=2_097_152, description="The context in tokens.")] = None
    seed: Annotated[int | None, Field(ge=0, le=2**53 - 1)] = None
    thinking: bool | Effort | None = None


class ChatWishes(BaseModel):
    """What a person may set of a chat; only what is sent is changed."""

    title: Title | None = None
    folder_id: RowId | None = None
    is_pinned: bool = False
    is_archived: bool = False
    channel_id: RowId | None = None
    model: ModelName | None = None
    system_prompt: Prompt = ""
    parameters: Parameters = Parameters()
    web_search: bool = False


class Folder(BaseModel):
    """A folder of chats, and how many live ones it holds."""

    id: str
    name: str
    place: int
    chats: int


class ChatSummary(BaseModel):
    """One line of the list of chats; `run` is the reply or picture that is under way."""

    id: str
    title: str
    snippet: str
    folder_id: str | None
    is_pinned: bool
    is_archived: bool
    created_at: datetime
    active_at: datetime
    deleted_at: datetime | None
    model: str | None
    run_id: str | None


class Attachment(BaseModel):
    """A file beside a message; `pages` and `characters` tell how much text was found in it."""

    id: str
    kind: Literal["picture", "text", "pdf"]
    name: str
    pages: int | None
    characters: int
    asset: Asset


class Branch(BaseModel):
    """Where a message stands among those that answer the same one; the ids lead to its neighbours."""

    index: int
    count: int
    previous_id: str | None
    next_id: str | None


class WebSource(BaseModel):
    """A page that a reply may cite by its number."""

    number: int
    title: str
    url: str
    snippet: str


class WebSearchDone(BaseModel):
    """What was searched for a reply, and what came of it."""

    queries: list[str]
    sources: list[WebSource]
    error: ErrorInfo | None


class Unread(BaseModel):
    """What the model could not read for a reply, because its context holds only `window` tokens.

    `messages` are the earliest of the conversation, of `files` only the beginning was given, and `tokens` were sent and
    dropped by the server without a word.
    """

    window: int
    messages: int
    files: list[str]
    tokens: int


class Usage(BaseModel):
    """What a reply cost: tokens, and how quickly it was written; and what was not read for it."""

    prompt_tokens: int
    completion_tokens: int
    seconds: float
    tokens_per_s: float | None
    unread: Unread | None

    @model_validator(mode="before")
    @classmethod
    def _of_old(cls, given: object) -> object:
        """Replies of earlier versions tell nothing of it."""
        return {"unread": None} | cast("dict[str, object]", given) if isinstance(given, dict) else given


class Message(BaseModel):
    """One message; while it is `writing`, its text so far is the live text of `run_id`."""

    id: str
    chat_id: str
    parent_id: str | None
    role: Literal["user", "assistant"]
    state: Literal["done", "writing", "stopped", "failed", "cut"]
    content: str
    thinking: str
    version: int
    created_at: datetime
    edited_at: datetime | None
    branch: Branch
    run_id: str | None
    channel_id: str | None
    model: str | None
    usage: Usage | None
    search: WebSearchDone | None
    error: ErrorInfo | None
    demo: bool
    attachments: list[Attachment]
    drawing: Drawing | None


class Window(BaseModel):
    """A stretch of the branch that is shown, oldest first; the cursors lead to what is before and after."""

    messages: list[Message]
    earlier: str | None
    later: str | None


class Chat(ChatSummary):
    """A chat with its settings and the newest stretch of its messages."""

    channel_id: str | None
    system_prompt: str
    parameters: Parameters
    web_search: bool
    persona_id: str | None
    forked_from: str | None
    messages: list[Message]
    earlier: str | None


class NewMessage(BaseModel):
    """What a person says; without `parent_id` it follows the branch that is shown."""

    content: Content = ""
    attachments: Annotated[list[RowId], Field(max_length=MOST_ATTACHMENTS)] = Field(default_factory=list[str])
    parent_id: RowId | None = None
    channel_id: RowId | None = None
    model: ModelName | None = None
    web_search: bool | None = None
    reply: Annotated[bool, Field(description="Whether a reply is wanted.")] = True


class NewChat(ChatWishes):
    """A new chat, and what is said in it first."""

    message: NewMessage | None = None

    @model_validator(mode="after")
    def _follows_nothing(self) -> Self:
        if self.message is not None and self.message.parent_id is not None:
            raise ValueError("the first message follows no other: leave `parent_id` out")
        return self


class Sent(BaseModel):
    """What was stored, and the run that writes the reply."""

    message_id: str
    reply_id: str | None
    run_id: str | None


class Edited(BaseModel):
    """A new text: in place, or as a new branch that is answered again."""

    content: Content
    as_branch: bool = False
    reply: bool = True


class ReplyWish(BaseModel):
    """Another reply to the same message, perhaps by another model."""

    channel_id: RowId | None = None
    model: ModelName | None = None
    web_search: bool | None = None


class Version(BaseModel):
    """A text that the message had."""

    number: int
    created_at: datetime
    cause: Literal["written", "edited", "continued"]
    content: str


class Forking(BaseModel):
    """Where the new chat ends."""

    message_id: RowId | None = None


class Hit(BaseModel):
    """A message that was found, or a title if there is none; what matches stands between U+0002 and U+0003."""

    chat_id: str
    chat_title: str
    message_id: str | None
    role: Literal["user", "assistant"] | None
    created_at: datetime
    snippet: str


class Sharing(BaseModel):
    """What a link shows: the branch up to a message (else up to its present end), with the owner's name if wanted."""

    message_id: RowId | None = None
    is_named: bool = False


class Share(BaseModel):
    """A link that anybody can read, until it is taken back; `url` is an address of this server's page."""

    id: str
    chat_id: str
    created_at: datetime
    leaf_id: str
    is_named: bool
    url: str


class SharedPicture(BaseModel):
    """A picture of a shared chat, which only its link leads to."""

    url: str
    thumbnail_url: str
    name: str
    width: int | None
    height: int | None


class SharedMessage(BaseModel):
    """A message as a stranger reads it."""

    id: str
    role: Literal["user", "assistant"]
    content: str
    created_at: datetime
    model: str | None
    demo: bool
    sources: list[WebSource]
    pictures: list[SharedPicture]
    files: Annotated[list[str], Field(description="Names of other files, which are not shared.")]


class SharedChat(BaseModel):
    """A stretch of a chat as a stranger reads it, oldest first; `later` leads to what follows."""

    title: str
    author: Annotated[str | None, Field(description="The owner's name, if it was to be shown.")]
    created_at: datetime
    messages: list[SharedMessage]
    later: str | None


class ImportedChat(BaseModel):
    """A chat that came in."""

    id: str
    title: str
    messages: int


class ImportProblem(BaseModel):
    """What did not come in, or not wholly, and why."""

    name: str
    reason: str


class Imported(BaseModel):
    """What came in; the lists have the first of many. While it is still under way, it is the result of `run_id`."""

    count: int
    messages: int
    chats: list[ImportedChat]
    problem_count: int
    problems: list[ImportProblem]
    run_id: str | None


class SearchRequest(BaseModel):
    """A message whose answer is looked up in the web first."""

    chat_id: RowId
    message: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_MESSAGE), PLAIN]
