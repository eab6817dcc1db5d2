"""News of the GPU: a bounded list that is kept, and callers that hear each entry as it happens."""

import logging
from collections import deque
from collections.abc import Callable
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, JsonValue

from fabula.core.clock import now
from fabula.engines.gpu.phrases import sentence

log = logging.getLogger(__name__)

KEPT = 500
EVERYDAY_KEPT = 100


class NewsKind(StrEnum):
    """What can happen around a GPU."""

    LEASE_GRANTED = "lease.granted"
    LEASE_RELEASED = "lease.released"
    LEASE_LOST = "lease.lost"
    LEASE_REFUSED = "lease.refused"
    ROOM_STEP = "room.step"
    ROOM_STEP_FAILED = "room.step_failed"
    ROOM_REFUSED = "room.refused"
    RESTORED = "language.restored"
    RESTORE_FAILED = "language.restore_failed"
    VRAM_HIGH = "vram.high"
    VRAM_LOW = "vram.low"
    VRAM_NORMAL = "vram.normal"
    VRAM_STRANGER = "vram.stranger"
    VRAM_BLIND = "vram.blind"
    VRAM_SEEN = "vram.seen"
    SERVICE_STARTED = "service.started"
    SERVICE_STOPPED = "service.stopped"
    SERVICE_CRASHED = "service.crashed"
    SERVICE_GIVEN_UP = "service.given_up"


EVERYDAY = frozenset({NewsKind.LEASE_GRANTED, NewsKind.LEASE_RELEASED})


class GpuNews(BaseModel):
    """One thing that happened: in words for an admin, and as a code with its data for a program or another language."""

    kind: NewsKind
    code: str
    at: AwareDatetime
    device: str
    text: str
    data: dict[str, JsonValue]


Hearer = Callable[[GpuNews], None]


class News:
    """Keeps the latest entries and tells every new one."""

    def __init__(self) -> None:
        self._kept: deque[GpuNews] = deque(maxlen=KEPT)
        self._everyday: deque[GpuNews] = deque(maxlen=EVERYDAY_KEPT)
        self._hearers: list[Hearer] = []

    def tell(self, kind: NewsKind, device: str = "", *, more: str = "", **data: JsonValue) -> str:
        """`more` tells apart what can be meant by the kind; the sentence comes back."""
        code = f"{kind.value}_{more}" if more else kind.value
        entry = GpuNews(kind=kind, code=code, at=now(), device=device, text=sentence(code, data), data=data)
        (self._everyday if kind in EVERYDAY else self._kept).append(entry)
        for hearer in tuple(self._hearers):
            try:
                hearer(entry)
            except Exception:
                log.exception("a hearer of GPU news failed")
        return entry.text

    def latest(self, limit: int = KEPT) -> list[GpuNews]:
        """The latest of both, in their order: what happens every second does not push the warnings out."""
        return sorted((*self._kept, *self._everyday), key=lambda entry: entry.at)[-limit:]

    def hear(self, hearer: Hearer) -> Callable[[], None]:
        """Tell this hearer everything from now on; what is returned ends it."""
        self._hearers.append(hearer)
        return lambda: self._hearers.remove(hearer) if hearer in self._hearers else None
