"""The models of all channels, asked for now and then."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from fabula.core.errors import ErrorInfo
from fabula.engines.llm import Capability, ModelFailed, ModelInfo
from fabula.engines.registry.live import TextEngines
from fabula.engines.registry.live.text import LeasedModels

FRESH_S = 20.0
JUST_ASKED_S = 1.0
PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Listing:
    """What one channel offers, or why it cannot say; `before` is what it offered when it last could."""

    member: LeasedModels
    models: tuple[ModelInfo, ...]
    error: ErrorInfo | None
    at: float
    before: tuple[ModelInfo, ...] = ()

    @property
    def offered(self) -> tuple[ModelInfo, ...]:
        return self.before if self.error else self.models


class Catalogue:
    """Answers from memory while that is fresh; a channel that does not answer never delays the others for long."""

    def __init__(self, text: TextEngines) -> None:
        self._text = text
        self._known: dict[str, Listing] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def all(self, *, fresh: bool = False) -> list[Listing]:
        """Every channel in its order."""
        return list(await asyncio.gather(*(self.of(member, fresh=fresh) for member in self._text.members)))

    async def of(self, member: LeasedModels, *, fresh: bool = False) -> Listing:
        """What this channel offers; however many want to know it, it is asked once."""
        clock = asyncio.get_running_loop().time
        oldest = clock() - (JUST_ASKED_S if fresh else FRESH_S)
        async with self._turns[member.channel.id]:
            known = self._known.get(member.channel.id)
            if known and known.member is member and known.at > oldest:
                return known
            listing = await self._ask(member, clock())
            if known and known.member is member:
                listing = replace(listing, before=known.offered)
            self._known[member.channel.id] = listing
            return listing

    async def window(self, member: LeasedModels, model: str, wanted: int, *, fresh: bool = False) -> int:
        """How much this model reads at once: what is wanted, or less where its server was started with less."""
        if fresh:
            self._known.pop(member.channel.id, None)
        listing = self.remembered(member.channel.id) or await self.of(member)
        held = next((info.context for info in listing.offered if info.name in (model, f"{model}:latest")), None)
        return min(wanted, held) if held else wanted

    def forget(self) -> None:
        """Models came or went."""
        self._known.clear()

    def remembered(self, channel_id: str) -> Listing | None:
        return self._known.get(channel_id)

    async def find(
        self, capability: Capability, hidden: Collection[str] = frozenset()
    ) -> tuple[LeasedModels, str] | None:
        """The first model that can do this and is not hidden; the demo engine comes last.

        A channel that is away for a moment keeps its turn: who talks to its model is told, and not answered by another.
        """
        listings = sorted(await self.all(), key=lambda listing: listing.member.plan.is_demo)
        for listing in listings:
            for model in _suitable([each for each in listing.offered if each.name not in hidden], capability):
                return listing.member, model.name
        return None

    async def _ask(self, member: LeasedModels, now: float) -> Listing:
        try:
            async with asyncio.timeout(PATIENCE_S):
                return Listing(member, tuple(await member.models()), None, now)
        except ModelFailed as error:
            return Listing(member, (), error.body().error, now)
        except TimeoutError:
            silent = ErrorInfo(
                code="channel_silent",
                message=f"{member.channel.name} did not say within {PATIENCE_S:g} s which models it has.",
                who="retry",  # pyright: ignore[reportArgumentType]
                hint="",
                details={},
                request_id="",
            )
            return Listing(member, (), silent, now)


def _suitable(models: Sequence[ModelInfo], capability: Capability) -> list[ModelInfo]:
    """Those that can, without those that were made for something else."""
    able = [model for model in models if model.can(capability)]
    if capability is Capability.EMBEDDING:
        return able
    return [model for model in able if not model.can(Capability.EMBEDDING)] or able
