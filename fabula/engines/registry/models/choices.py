"""The model for a role: what an admin chose, what the settings say, or the first that can do it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from sqlalchemy import Table, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.db import Database
from fabula.core.settings import Settings
from fabula.core.visibility import Thing, hidden_from, require_visible
from fabula.engines.llm import Capability, ChannelModels, Channels, LanguageModels
from fabula.engines.registry.errors import NoModel
from fabula.engines.registry.live import TextEngines
from fabula.engines.registry.live.text import LeasedModels
from fabula.engines.registry.models.catalogue import Catalogue
from fabula.engines.registry.models.wrapping import WithFallback, Within
from fabula.engines.registry.tables import ChoiceRow


class ModelRole(StrEnum):
    """What a model is wanted for."""

    CHAT = "chat"
    VISION = "vision"
    PROMPTS = "prompts"
    EMBEDDING = "embedding"


_NEEDS = {
    ModelRole.CHAT: Capability.CHAT,
    ModelRole.VISION: Capability.VISION,
    ModelRole.PROMPTS: Capability.CHAT,
    ModelRole.EMBEDDING: Capability.EMBEDDING,
}


# Built once, of columns: making a statement costs more than running it, and this one runs with every reply.
_choices = cast(Table, ChoiceRow.__table__)
_CHOICE = select(_choices.c.channel_id, _choices.c.model).where(_choices.c.role == bindparam("role"))


@dataclass(frozen=True, slots=True)
class Chosen:
    """A model, and the channels to ask for it: its own first, then whoever offers it too."""

    model: str
    channel_id: str
    models: LanguageModels
    is_demo: bool


class Choices:
    """Knows which model is taken for what."""

    def __init__(self, database: Database, settings: Settings, text: TextEngines, catalogue: Catalogue) -> None:
        self._database = database
        self._settings = settings
        self._text = text
        self._catalogue = catalogue

    async def model_for(self, role: ModelRole, owner: UserId | None = None) -> Chosen:
        """The model of this role, for an owner one that is open to them; raises NoModel where nothing can do it."""
        async with self._database.reading() as session:
            row = (await session.execute(_CHOICE, {"role": role.value})).one_or_none()
            hidden = await hidden_from(session, owner, Thing.MODEL) if owner else frozenset[str]()
        if row is not None and row.model not in hidden and (member := self._text.member(row.channel_id)) is not None:
            return self._chosen(role, member, row.model)
        named = self._from_settings(role)
        if named and named not in hidden and (members := self._text.models.offering(named)):
            return self._chosen(role, self._text.member(members[0].channel.id) or self._text.members[0], named)
        found = await self._catalogue.find(_NEEDS[role], hidden)
        if found is None:
            raise NoModel(_missing(role))
        return self._chosen(role, *found)

    async def require_open(self, owner: UserId, model: str) -> None:
        """Raises HiddenFromYou if an admin keeps this model from the owner."""
        async with self._database.reading() as session:
            await require_visible(session, owner, Thing.MODEL, model)

    def named(self, model: str, channel_id: str | None = None) -> Chosen:
        """A model that somebody asks for by its name, at this channel first; raises NoModel where nobody offers it."""
        at = self._text.member(channel_id) if channel_id else None
        if at is None and (offering := self._text.models.offering(model)):
            at = self._text.member(offering[0].channel.id)
        if at is None:
            raise NoModel(f"No channel offers the model {model}.", hint="Choose another model.")
        return self._chosen(ModelRole.CHAT, at, model)

    def _chosen(self, role: ModelRole, member: LeasedModels, model: str) -> Chosen:
        others = [other for other in self._text.models.offering(model) if other is not member]
        models: LanguageModels = _InOrder([member, *others])
        if role is ModelRole.VISION:
            models = Within(models, self._settings.ollama_vision_timeout)
        elif role is not ModelRole.EMBEDDING and self._settings.ollama_fallback_model not in ("", model):
            models = WithFallback(models, self._text.models, self._settings.ollama_fallback_model)
        return Chosen(model, member.channel.id, models, member.plan.is_demo)

    def _from_settings(self, role: ModelRole) -> str:
        if role is ModelRole.VISION:
            return self._settings.ollama_vision_model
        return self._settings.ollama_default_model if role in (ModelRole.CHAT, ModelRole.PROMPTS) else ""


class _InOrder(Channels):
    """Channels in a given order, whatever their own is."""

    def __init__(self, members: Sequence[ChannelModels]) -> None:
        super().__init__(members)
        self._members = tuple(members)


async def choices_of(session: AsyncSession) -> dict[str, ChoiceRow]:
    return {row.role: row for row in (await session.scalars(select(ChoiceRow))).all()}


async def choose(session: AsyncSession, role: ModelRole, channel_id: str, model: str) -> None:
    await forget_choice(session, role)
    session.add(ChoiceRow(role=role, channel_id=channel_id, model=model))
    await session.flush()


async def forget_choice(session: AsyncSession, role: ModelRole) -> None:
    await session.execute(delete(ChoiceRow).where(ChoiceRow.role == role))


def _missing(role: ModelRole) -> str:
    can = {ModelRole.VISION: "look at pictures", ModelRole.EMBEDDING: "compare texts by meaning"}.get(role, "write")
    return f"No model is set up that can {can}."
