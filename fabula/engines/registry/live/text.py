"""Language models that are ready to be asked: each call waits for its lease first."""

from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fabula.core.background import Background
from fabula.engines.gpu import (
    Arbiter,
    Device,
    GpuBusy,
    Lease,
    LeaseRequest,
    LineFull,
    NoRoom,
    Priority,
    ServiceFailed,
    TenantKind,
)
from fabula.engines.llm import (
    Channel,
    Channels,
    ChatRequest,
    Client,
    Counts,
    Embeddings,
    EmbedRequest,
    Event,
    LanguageModels,
    ModelInfo,
    Provider,
    Used,
)
from fabula.engines.registry.errors import CardBusy, CardFull
from fabula.engines.registry.live.experience import Notebook
from fabula.engines.registry.live.hearing import is_batch, who_hears
from fabula.engines.registry.live.tenancy import Tenancy
from fabula.engines.registry.live.tenants import OllamaTenant, PlainTextTenant
from fabula.engines.registry.live.visiting import Visit

if TYPE_CHECKING:
    from fabula.engines.llm.ollama import OllamaServer

NOBODY = "system"
SLACK_S = 30.0


@dataclass(frozen=True, slots=True)
class ChannelPlan:
    """A channel as it is set up; `device` is None where no card of ours is used, as with a provider on the net."""

    channel: Channel
    device: Device | None
    is_demo: bool = False
    service: str = ""


class LeasedModels:
    """One channel whose calls wait for the right to use its card."""

    def __init__(self, plan: ChannelPlan, arbiter: Arbiter, client: Client, tenancy: Tenancy) -> None:
        self.plan = plan
        self.client = client
        self.tenancy = tenancy
        self._arbiter = arbiter
        self._own_work: list[str] = []

    @property
    def channel(self) -> Channel:
        return self.plan.channel

    @property
    def is_ollama(self) -> bool:
        """Models can be installed, loaded and unloaded there."""
        return self.channel.provider is Provider.OLLAMA

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Event]:
        async with self._lease(request) as lease, aclosing(self.client.stream(request)) as events:
            async for event in events:
                if lease is not None:
                    lease.beat()
                yield event

    async def embed(self, request: EmbedRequest) -> Embeddings:
        async with self._lease(request):
            return await self.client.embed(request)

    async def models(self) -> list[ModelInfo]:
        return await self.client.models()

    async def load(self, model: str, owner: str) -> None:
        """Bring a model into memory, when it is its turn on the card."""
        async with self._leased(model, owner, f"Load {model}"):
            await self.ollama().load(self.channel.own_name(model))

    def held(self, model: str, owner: str, label: str) -> AbstractAsyncContextManager[Lease | None]:
        """The right to use its card with this model first, for several calls of this task."""
        return self._leased(model, owner, label)

    def ollama(self) -> "OllamaServer":
        """The server behind the channel, to look after its models; nothing here writes."""
        from fabula.engines.llm.ollama import OllamaServer

        return OllamaServer(self.client)

    @contextmanager
    def working_on(self, what: str) -> Generator[None]:
        """Inside, the server does something that needs no card, and is not stopped under it."""
        self._own_work.append(what)
        try:
            with self.tenancy.used():
                yield
        finally:
            self._own_work.remove(what)

    def own_work(self) -> str:
        return ", ".join(self._own_work)

    async def close(self) -> None:
        await self.client.close()

    def _lease(self, request: ChatRequest | EmbedRequest) -> AbstractAsyncContextManager[Lease | None]:
        texts = len(request.texts) if isinstance(request, EmbedRequest) else 0
        return self._leased(request.model, request.owner, request.purpose, texts)

    @asynccontextmanager
    async def _leased(self, model: str, owner: str, label: str, texts: int = 0) -> AsyncGenerator[Lease | None]:
        with self.tenancy.used():
            if self.plan.device is None:
                yield None
                return
            wanted = LeaseRequest(
                tenant=self.tenancy.id,
                what=self.name_in_memory(model),
                owner=owner or NOBODY,
                priority=Priority.BATCH if is_batch() else Priority.INTERACTIVE,
                label=label,
                silent_s=self.client.silence_s(texts) + SLACK_S,
            )
            async with AsyncExitStack() as stack:
                try:
                    lease = await stack.enter_async_context(self._arbiter.lease(wanted, told=who_hears()))
                except (GpuBusy, LineFull) as error:
                    raise CardBusy(error.message, hint=error.way_out) from error
                except (NoRoom, ServiceFailed) as error:
                    raise CardFull(error.message, hint=error.way_out) from error
                yield lease

    def name_in_memory(self, model: str) -> str:
        """As the server lists it once it is loaded, so that both are seen to be the same."""
        name = self.channel.own_name(model)
        if not self.is_ollama:
            return name
        from fabula.engines.llm.ollama import tagged

        return tagged(name)


class TextEngines:
    """All channels that are switched on, in their order."""

    def __init__(
        self, arbiter: Arbiter, notebook: Notebook, background: Background, on_use: Callable[[Used, str], None]
    ) -> None:
        self._arbiter = arbiter
        self._notebook = notebook
        self._background = background
        self._on_use = on_use
        self._counts = Counts()
        self._members: dict[str, LeasedModels] = {}

    @property
    def models(self) -> Channels:
        """The one face of everything that can write."""
        return Channels(list(self._members.values()))

    @property
    def members(self) -> Sequence[LeasedModels]:
        return sorted(self._members.values(), key=lambda member: member.channel.order)

    def member(self, channel_id: str) -> LeasedModels | None:
        return self._members.get(channel_id)

    def only(self, channel_id: str) -> LanguageModels | None:
        """One channel alone."""
        return self._members.get(channel_id)

    @asynccontextmanager
    async def visit(self, owner: str, label: str) -> AsyncGenerator[Visit]:
        """For work that asks several models in a row: a card sees one visit of it, not one for each call."""
        visit = Visit(self.member, owner, label)
        try:
            yield visit
        finally:
            await visit.leave()

    @asynccontextmanager
    async def guest(self, plan: ChannelPlan) -> AsyncGenerator[LeasedModels]:
        """A channel that is only tried: it stands in line like those that are set up, and is gone afterwards."""
        host = next((m for m in self.members if _is_same_server(m.plan, plan)), None)
        tenancy = host.tenancy if host else Tenancy(self._arbiter, plan.channel.id)
        guest = LeasedModels(plan, self._arbiter, Client(plan.channel, counts=self._counts), tenancy)
        if host is None:
            _settle(guest)
        try:
            yield guest
        finally:
            if host is None:
                self._retire(guest)
            else:
                await guest.close()

    def renew(self, plans: Sequence[ChannelPlan]) -> None:
        """Take over how channels are set up now; calls under way go on with the client that they have."""
        wanted = {plan.channel.id: plan for plan in plans}
        for gone in self._members.keys() - wanted.keys():
            self._retire(self._members.pop(gone))
        for channel_id, plan in wanted.items():
            known = self._members.get(channel_id)
            if known is None or known.plan != plan:
                if known is not None:
                    self._retire(known)
                self._members[channel_id] = self._member(plan)

    async def close(self) -> None:
        for member in self._members.values():
            await member.close()

    def _member(self, plan: ChannelPlan) -> LeasedModels:
        channel = plan.channel
        client = Client(channel, counts=self._counts, on_use=lambda used: self._on_use(used, channel.name))
        tenancy = Tenancy(self._arbiter, channel.id, self._notebook)
        member = LeasedModels(plan, self._arbiter, client, tenancy)
        _settle(member)
        return member

    def _retire(self, member: LeasedModels) -> None:
        goodbye = member.tenancy.end(member.close)
        self._background.start(goodbye, name=f"goodbye to {member.channel.name}")


def _settle(member: LeasedModels) -> None:
    """It comes to live on its card, if it has one of ours."""
    plan = member.plan
    if plan.device is not None:
        member.tenancy.begin(
            plan.device,
            plan.channel.name,
            TenantKind.LANGUAGE,
            OllamaTenant(member.ollama(), member.own_work) if member.is_ollama else PlainTextTenant(),
            slots=plan.channel.concurrency,
            service=plan.service,
            keeps_memory=not member.is_ollama,
        )


def _is_same_server(one: ChannelPlan, other: ChannelPlan) -> bool:
    mine, theirs = one.channel, other.channel
    return (one.device, mine.provider, mine.root) == (other.device, theirs.provider, theirs.root)
