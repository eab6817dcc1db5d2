"""Whether a channel works: it answers, it has models, and one of them writes when it is its turn on the card."""

from collections.abc import AsyncGenerator

from fabula.engines.llm import Capability, ChatRequest, ModelInfo, Text, user
from fabula.engines.registry.errors import NoModel
from fabula.engines.registry.live.text import ChannelPlan, TextEngines
from fabula.engines.registry.trials import TrialStep, tried

LISTED = 5


async def channel_trial(plan: ChannelPlan, engines: TextEngines, owner: str) -> AsyncGenerator[TrialStep]:
    """Connect, list the models, and let one say a word."""
    models: list[ModelInfo] = []
    address = plan.channel.base_url
    async with engines.guest(plan) as channel:

        async def connect() -> str:
            models.extend(await channel.models())
            return address

        async def offer() -> str:
            if not models:
                raise NoModel(f"{address} answers, but has no model.", hint="Install a model there first.")
            named = ", ".join(model.name for model in models[:LISTED])
            return f"{named}, …" if len(models) > LISTED else named

        async def write() -> str:
            model = next((model for model in models if model.can(Capability.CHAT)), models[0])
            said = user("Say hello in one short sentence.")
            request = ChatRequest(model.name, (said,), max_tokens=40, owner=owner, purpose="trial")
            told = [event.text async for event in channel.stream(request) if isinstance(event, Text)]
            return "".join(told).strip()[:200]

        async for step in tried(("connect", connect), ("models", offer), ("write", write)):
            yield step
