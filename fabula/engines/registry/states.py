"""What the engines can do right now, for the pill in the corner of every page."""

import asyncio
from typing import Annotated, Literal

from pydantic import BaseModel

from fabula.core.accounts import CurrentUser, NotSignedIn
from fabula.core.errors import ErrorInfo, Who, responses
from fabula.core.web import Router, part
from fabula.engines.gpu import Arbiter, DeviceState
from fabula.engines.registry.room import EngineRoom

FRESH_S = 1.0

router = Router(tags=["engines"], responses=responses(NotSignedIn))


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
    """Puts the three states together from what the engine room and the arbiter know already."""

    def __init__(self, room: EngineRoom, arbiter: Arbiter) -> None:
        self._room = room
        self._arbiter = arbiter
        self._known: tuple[float, Engines] | None = None

    def forget(self) -> None:
        """Something changed: the next one who asks hears of it."""
        self._known = None

    def now(self) -> Engines:
        at = asyncio.get_running_loop().time()
        if self._known is None or at - self._known[0] > FRESH_S:
            self._known = at, self._look()
        return self._known[1]

    def _look(self) -> Engines:
        devices = self._arbiter.state().devices
        work = {tenant.id: (tenant.working, tenant.waiting) for device in devices for tenant in device.tenants}
        text = [
            _Seen(m.channel.name, m.plan.is_demo, self._room.trouble_of(m.channel.id), work.get(m.tenancy.id, (0, 0)))
            for m in self._room.text.members
        ]
        unusable = [(u.is_text, _Seen(u.name, u.is_demo, u.trouble, (0, 0))) for u in self._room.unusable]
        pictures = [
            _Seen(s.name, s.is_demo, self._room.trouble_of(s.id), work.get(s.tenancy.id, (0, 0)))
            for s in self._room.pictures.current()
        ]
        text += [seen for is_text, seen in unusable if is_text]
        pictures += [seen for is_text, seen in unusable if not is_text]
        return Engines(text=_state_of(text), image=_state_of(pictures), gpu=_gpu_state(devices))


class _Seen:
    """One engine as the states see it."""

    def __init__(self, name: str, is_demo: bool, trouble: ErrorInfo | None, work: tuple[int, int]) -> None:
        self.name = name
        self.is_demo = is_demo
        self.trouble = trouble
        self.working, self.waiting = work


def _state_of(seen: list[_Seen]) -> EngineState:
    """The first real engine that works counts, then what hinders the real ones, then the demo engine."""
    real = [engine for engine in seen if not engine.is_demo]
    waiting = sum(engine.waiting for engine in seen)
    if well := [engine for engine in real if engine.trouble is None]:
        state = "busy" if any(engine.working for engine in well) else "ready"
        return EngineState(state=state, name=well[0].name, queue=waiting, reason=None, who=None)
    first = (real or seen or [None])[0]
    if first is None:
        return NONE
    if (trouble := first.trouble) is not None:
        return EngineState(state="error", name=first.name, queue=waiting, reason=trouble.message, who=trouble.who)
    return EngineState(state="demo", name=first.name, queue=waiting, reason=None, who=None)


def _gpu_state(devices: list[DeviceState]) -> EngineState:
    cards = [device for device in devices if device.gpu and device.total_mb]
    if not cards:
        return NONE
    is_busy = any(card.holders for card in cards)
    refusal = next((waiter.refusal for card in cards for waiter in card.line if waiter.refusal), None)
    return EngineState(
        state="error" if refusal and not is_busy else "busy" if is_busy else "ready",
        name=", ".join(card.name for card in cards),
        queue=sum(card.waiting for card in cards),
        reason=refusal,
        who=Who.ADMIN if refusal else None,
    )


@router.get("/api/engines")
async def get_engines(person: CurrentUser, states: Annotated[EngineStates, part(EngineStates)]) -> Engines:
    """What the engines for text and pictures and the GPU can do right now."""
    return states.now()
