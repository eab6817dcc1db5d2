"""Installing a model, as a run: followed live, cancelled at any time, gone on with after a restart."""

from contextlib import aclosing

from pydantic import BaseModel, JsonValue

from fabula.core.ids import RowId
from fabula.core.runs import Kind, RunContext
from fabula.engines.llm.ollama import OllamaServer
from fabula.engines.registry.errors import EngineNotFound
from fabula.engines.registry.live.text import LeasedModels
from fabula.engines.registry.options import ModelName
from fabula.engines.registry.room import EngineRoom

PULL = "models.pull"


class Pull(BaseModel):
    """Which model, and where to."""

    channel_id: RowId
    model: ModelName


class PullKind:
    """The kind of run that installs models."""

    def __init__(self, room: EngineRoom) -> None:
        self._room = room
        self.kind = Kind(PULL, "Installing a model", Pull, self._pull)

    async def _pull(self, run: RunContext[Pull]) -> JsonValue:
        await self._room.ready()
        member = ollama_at(self._room, run.input.channel_id)
        with member.working_on(f"the installation of {run.input.model}"):
            await self._follow(run, member.ollama())
        self._room.catalogue.forget()
        return {"model": run.input.model}

    async def _follow(self, run: RunContext[Pull], server: OllamaServer) -> None:
        stage = ""
        async with aclosing(server.pull(run.input.model)) as progress:
            async for step in progress:
                if step.status != stage and not step.status.startswith("pulling "):
                    await run.stage(step.status)
                stage = step.status
                run.live(done=step.completed_bytes, total=step.total_bytes or None, unit="bytes")


def ollama_at(room: EngineRoom, channel_id: str) -> LeasedModels:
    """An Ollama channel, whose models can be looked after."""
    member = room.text.member(channel_id)
    if member is None or not member.is_ollama:
        raise EngineNotFound("There is no Ollama channel of this id that is switched on.")
    return member
