"""Whose fault a crash is: a render that crashed here and succeeds elsewhere speaks against this server.

working ──(two in a row)──► benched ──(time)──► on trial: one render at a time ──(it succeeds)──► working
                               ▲                               │
                               └───────── twice as long ◄──────┘
"""

import logging
from collections import OrderedDict
from collections.abc import Callable

from fabula.imaging.renders.pool.host import Host

log = logging.getLogger(__name__)

BLAMES = 2
FIRST_BENCH_S, LONGEST_BENCH_S = 60.0, 1800.0
REMEMBERED = 1000


class Trials:
    """Keeps a server on which renders crash one after another from spoiling all the others."""

    def __init__(self, clock: Callable[[], float], first_s: float = FIRST_BENCH_S) -> None:
        self._clock = clock
        self._first_s = first_s
        self._crashed: OrderedDict[str, Host] = OrderedDict()
        self._blames: dict[str, int] = {}
        self._benches: dict[str, float] = {}

    def crashed(self, render: str, host: Host) -> None:
        """Nobody is to blame yet; but a server on trial that fails again goes back."""
        before = self._crashed.pop(render, None)
        if before is None:
            self._crashed[render] = host
            if len(self._crashed) > REMEMBERED:
                self._crashed.popitem(last=False)

    def finished(self, render: str, host: Host) -> None:
        before = self._crashed.pop(render, None)
        self._blames.pop(host.id, None)
        self._benches.pop(host.id, None)
        host.is_on_trial, host.reason = False, ""
        if before is not None and before is not host:
            self._blame(before)

    def _blame(self, host: Host) -> None:
        count = self._blames[host.id] = self._blames.get(host.id, 0) + 1
        if host.is_benched or (count < BLAMES and not host.is_on_trial):
            return
        seconds = min(LONGEST_BENCH_S, 2 * self._benches.get(host.id, self._first_s / 2))
        self._benches[host.id] = seconds
        host.benched_until, host.is_on_trial = self._clock() + seconds, True
        host.reason = f"Renders crashed here that other servers could make; it is tried again after {seconds:g} s."
        log.warning("picture server %s is benched for %g s: renders crash there", host.server.name, seconds)
