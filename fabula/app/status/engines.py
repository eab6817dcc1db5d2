"""What the engines can do right now, for the pill in the corner of every page."""

from typing import Literal

from pydantic import BaseModel

from fabula.core.errors import Who


class EngineState(BaseModel):
    """One kind of engine: whether there is one, and what hinders it."""

    state: Literal["none", "ready", "busy", "demo", "error"]
    name: str | None
    queue: int
    reason: str | None
    who: Who | None


class Engines(BaseModel):
    """The three kinds side by side."""

    text: EngineState
    image: EngineState
    gpu: EngineState


NONE = EngineState(state="none", name=None, queue=0, reason=None, who=None)


class EngineStates:
    """Holds the last known states; whoever looks after an engine tells of a change."""

    def __init__(self) -> None:
        self.now = Engines(text=NONE, image=NONE, gpu=NONE)

    def change(self, kind: Literal["text", "image", "gpu"], state: EngineState) -> None:
        self.now = self.now.model_copy(update={kind: state})
