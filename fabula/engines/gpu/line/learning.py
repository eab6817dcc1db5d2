"""What experience says of a model or template: how much memory it takes at its peak, and how long it works."""

from collections import OrderedDict
from dataclasses import dataclass

from pydantic import BaseModel

MARGIN = 1.05
FORGET = 0.9
KEPT = 2000
UNKNOWN_S = 10.0


class Experience(BaseModel):
    """One line of what was learnt, as it can be stored and given back after a restart."""

    tenant: str
    what: str
    peak_mb: int | None
    seconds: float | None


@dataclass(slots=True)
class _Known:
    declared_mb: int | None = None
    peak_mb: float | None = None
    seconds: float | None = None


class Learned:
    """Peaks and durations by tenant and what; what was declared or seen before fades slowly."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str], _Known] = OrderedDict()

    def need_mb(self, tenant: str, what: str) -> int | None:
        """Memory to reckon with, or None when nothing is known."""
        known = self._known.get((tenant, what))
        if known is None:
            return None
        return int(known.peak_mb * MARGIN) if known.peak_mb is not None else known.declared_mb

    def seconds(self, tenant: str, what: str, declared: float | None = None) -> float:
        known = self._known.get((tenant, what))
        if known is not None and known.seconds is not None:
            return known.seconds
        return UNKNOWN_S if declared is None else declared

    def declare(self, tenant: str, what: str, vram_mb: int | None) -> None:
        if vram_mb is not None:
            self._of(tenant, what).declared_mb = vram_mb

    def saw_peak(self, tenant: str, what: str, vram_mb: int, *, may_fade: bool = True) -> None:
        """It took so much; where that may not have been all of it, what is known does not fade."""
        if vram_mb <= 0:
            return
        known = self._of(tenant, what)
        before = known.peak_mb if known.peak_mb is not None else known.declared_mb or 0
        known.peak_mb = max(float(vram_mb), vram_mb + (before - vram_mb) * FORGET if may_fade else before)

    def took(self, tenant: str, what: str, seconds: float) -> None:
        known = self._of(tenant, what)
        known.seconds = seconds if known.seconds is None else known.seconds * 0.7 + seconds * 0.3

    def dump(self) -> list[Experience]:
        return [
            Experience(
                tenant=tenant,
                what=what,
                peak_mb=None if known.peak_mb is None else int(known.peak_mb),
                seconds=known.seconds,
            )
            for (tenant, what), known in self._known.items()
        ]

    def restore(self, lines: list[Experience]) -> None:
        for line in lines:
            known = self._of(line.tenant, line.what)
            known.peak_mb = known.peak_mb if line.peak_mb is None else float(line.peak_mb)
            known.seconds = known.seconds if line.seconds is None else line.seconds

    def _of(self, tenant: str, what: str) -> _Known:
        key = (tenant, what)
        known = self._known.setdefault(key, _Known())
        self._known.move_to_end(key)
        if len(self._known) > KEPT:
            self._known.popitem(last=False)
        return known
