"""What a person sees of a drawing under way: what models are at, the place in line, and what its renders show."""

from collections.abc import Mapping
from typing import Any, Self, cast

from pydantic import JsonValue

from fabula.core.background import Background
from fabula.core.events import LogTopic
from fabula.core.runs import RunContext
from fabula.core.runs.live import LiveChange
from fabula.engines.gpu import Place
from fabula.imaging.renders.carrying.showing import Showing

OVER = frozenset({"done", "failed", "cancelled"})
WAITING = "Waiting for the GPU"
FORWARDED = ("done", "total", "unit", "place", "eta_s", "preview")
NOTHING: dict[str, JsonValue] = dict.fromkeys(FORWARDED)


class Telling:
    """The live state of a drawing's run."""

    def __init__(self, run: RunContext[Any], background: Background) -> None:
        self._run = run
        self._showing = Showing(run, background)
        self._told = dict(NOTHING)

    async def __aenter__(self) -> Self:
        await self._showing.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._showing.__aexit__()

    def stage(self, stage: str) -> None:
        """What a model is at now."""
        self._showing.stage(stage)
        self._tell(NOTHING)

    def place(self, place: Place) -> None:
        """A model waits for the GPU, at this place of its line."""
        self._showing.stage(WAITING)
        self._tell(NOTHING | {"place": place.place, "eta_s": round(place.expected_s, 1)})

    def renders(self, topics: Mapping[str, LogTopic]) -> None:
        """How the renders of the drawing stand: the one that is being drawn, else the one that is next."""
        left = [topic for topic in topics.values() if topic.state not in OVER]
        drawn = [topic for topic in left if topic.live.get("done") is not None or topic.live.get("preview")]
        for topic in (drawn or left)[:1]:
            if isinstance(stage := topic.live.get("stage"), str):
                self._showing.stage(stage)
            self._tell({name: topic.live.get(name) for name in FORWARDED})

    def nothing(self) -> None:
        """Whatever comes next says for itself how far it is."""
        self._tell(NOTHING)

    def _tell(self, live: Mapping[str, JsonValue]) -> None:
        changed = {name: value for name, value in live.items() if self._told[name] != value}
        if changed:
            self._told.update(changed)
            self._run.live(**cast(LiveChange, changed))
