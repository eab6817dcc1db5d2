"""Which model writes a reply, and what it can take in."""

from dataclasses import dataclass, replace

from fabula.core.accounts import UserId
from fabula.engines.llm import Capability, Sampling
from fabula.engines.llm.context import Counts
from fabula.engines.registry import Choices, Chosen, EngineRoom, ModelRole
from fabula.play.chats.schemas import Parameters
from fabula.play.chats.tables import ChatRow, MessageRow

LONGEST_REPLY = 8192
SHORTEST_REPLY = 512
DEFAULT_WINDOW = 8192


@dataclass(frozen=True, slots=True)
class Mouth:
    """A chosen model with everything that its requests need."""

    chosen: Chosen
    parameters: Parameters
    window: int
    counts: Counts
    takes_up: bool
    """A reply that was begun is gone on with when it stands last; others have to be told."""

    @property
    def model(self) -> str:
        return self.chosen.model

    @property
    def sampling(self) -> Sampling:
        wanted = self.parameters
        return Sampling(
            temperature=wanted.temperature,
            top_p=wanted.top_p,
            top_k=wanted.top_k,
            min_p=wanted.min_p,
            repeat_penalty=wanted.repeat_penalty,
        )

    @property
    def reply_tokens(self) -> int:
        return self.parameters.max_tokens or max(SHORTEST_REPLY, min(LONGEST_REPLY, self.window // 4))


class Mouths:
    """Finds the model of a reply: its own, else the chat's, else what an admin chose."""

    def __init__(self, room: EngineRoom, choices: Choices) -> None:
        self._room = room
        self._choices = choices

    async def of(self, chat: ChatRow, reply: MessageRow) -> Mouth:
        """Raises NoModel where nobody can write it, and HiddenFromYou where the owner may not use it."""
        await self._room.ready()
        model, channel_id = (reply.model, reply.channel_id) if reply.model else (chat.model, chat.channel_id)
        owner = UserId(chat.owner_id)
        if model:
            await self._choices.require_open(owner, model)
            chosen = self._choices.named(model, channel_id)
        else:
            chosen = await self._choices.model_for(ModelRole.CHAT, owner)
        parameters = Parameters.model_validate(chat.parameters)
        member = self._room.text.member(chosen.channel_id)
        window = parameters.window or (member.channel.window if member else DEFAULT_WINDOW)
        if member is not None:
            window = await self._room.catalogue.window(member, chosen.model, window)
        counts = member.client.counts if member else Counts()
        return Mouth(chosen, parameters, window, counts, takes_up=member is not None and member.is_ollama)

    async def with_less(self, mouth: Mouth) -> Mouth | None:
        """The same with the window that its server tells now, if that is less: it may have been started anew."""
        member = self._room.text.member(mouth.chosen.channel_id)
        if member is None:
            return None
        window = await self._room.catalogue.window(member, mouth.model, mouth.window, fresh=True)
        return replace(mouth, window=window) if window < mouth.window else None

    async def can_see(self, mouth: Mouth) -> bool:
        """Whether this model looks at pictures itself."""
        member = self._room.text.member(mouth.chosen.channel_id)
        if member is None:
            return False
        names = {mouth.model, f"{mouth.model}:latest"}
        listing = await self._room.catalogue.of(member)
        return any(info.name in names and info.can(Capability.VISION) for info in listing.models)

    def is_demo(self, channel_id: str) -> bool:
        """Whether what this channel writes is the built-in demo engine's."""
        member = self._room.text.member(channel_id)
        return member is not None and member.plan.is_demo
