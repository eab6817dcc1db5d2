"""What a model's own count taught: how far the estimate is off, and whether the server forgot something."""

from collections import OrderedDict
from dataclasses import dataclass

MOST_MODELS = 500
LEAST_TOKENS = 64
LEAST_TO_LEARN = 512
LOWEST, HIGHEST = 0.4, 3.0
START_MARGIN = 1.15
LOST_UNLEARNT, LOST_LEARNT = 0.5, 0.75
UP, DOWN = 0.5, 0.2


@dataclass(slots=True)
class _Learnt:
    """The last prompt that was read whole, and the ratio as long ones taught it.

    A template adds words of its own to every prompt, which make most of a short one and nothing of a long one.
    """

    estimated: int
    reported: int
    ratio: float | None = None

    def least(self, estimated: int) -> float:
        """What is reported at least of a prompt that is read whole; where it is longer, its template costs no more."""
        if estimated < self.estimated:
            return estimated * LOST_UNLEARNT * (self.ratio or 1.0)
        more = (estimated - self.estimated) * (LOST_UNLEARNT if self.ratio is None else LOST_LEARNT * self.ratio)
        return self.reported * LOST_LEARNT + more


class Counts:
    """Reported tokens over estimated ones, per model; a new model is counted a little too high."""

    def __init__(self) -> None:
        self._learnt: OrderedDict[str, _Learnt] = OrderedDict()

    def ratio(self, model: str) -> float:
        learnt = self._learnt.get(model)
        return learnt.ratio if learnt and learnt.ratio is not None else START_MARGIN

    def tokens(self, model: str, estimated: int) -> int:
        return round(estimated * self.ratio(model))

    def was_cut(self, model: str, estimated: int, reported: int, window: int) -> bool:
        """Whether the server read too little of the prompt: far less than expected, or just what its window holds."""
        if estimated < LEAST_TOKENS or reported <= 0:
            return False
        learnt = self._learnt.get(model)
        least = learnt.least(estimated) if learnt else estimated * LOST_UNLEARNT
        return reported < least or reported >= window

    def learn(self, model: str, estimated: int, reported: int) -> None:
        """Faster upwards: counting too little is what loses text."""
        if estimated < LEAST_TOKENS or reported <= 0:
            return
        learnt = self._learnt.setdefault(model, _Learnt(estimated, reported))
        learnt.estimated, learnt.reported = estimated, reported
        if estimated >= LEAST_TO_LEARN:
            ratio = min(max(reported / estimated, LOWEST), HIGHEST)
            known = ratio if learnt.ratio is None else learnt.ratio
            learnt.ratio = known + (ratio - known) * (UP if ratio > known else DOWN)
        self._learnt.move_to_end(model)
        if len(self._learnt) > MOST_MODELS:
            self._learnt.popitem(last=False)
