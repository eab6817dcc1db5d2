"""What a model's own count taught: how far the estimate is off, and whether the server forgot something."""

from collections import OrderedDict
from dataclasses import dataclass

MOST_MODELS = 500
LEAST_TOKENS = 64
LOWEST, HIGHEST = 0.4, 3.0
START_MARGIN = 1.15
LOST_UNLEARNT, LOST_LEARNT = 0.5, 0.75
UP, DOWN = 0.5, 0.2


@dataclass(slots=True)
class _Learnt:
    ratio: float
    samples: int


class Counts:
    """Reported tokens over estimated ones, per model; a new model is counted a little too high."""

    def __init__(self) -> None:
        self._learnt: OrderedDict[str, _Learnt] = OrderedDict()

    def ratio(self, model: str) -> float:
        learnt = self._learnt.get(model)
        return learnt.ratio if learnt else START_MARGIN

    def tokens(self, model: str, estimated: int) -> int:
        return round(estimated * self.ratio(model))

    def was_cut(self, model: str, estimated: int, reported: int, window: int) -> bool:
        """Whether the server read too little of the prompt: far less than expected, or just what its window holds."""
        if estimated < LEAST_TOKENS or reported <= 0:
            return False
        learnt = self._learnt.get(model)
        expected = estimated * (learnt.ratio if learnt else 1.0)
        return reported < expected * (LOST_LEARNT if learnt else LOST_UNLEARNT) or reported >= window

    def learn(self, model: str, estimated: int, reported: int) -> None:
        """Faster upwards: counting too little is what loses text."""
        if estimated < LEAST_TOKENS or reported <= 0:
            return
        ratio = min(max(reported / estimated, LOWEST), HIGHEST)
        learnt = self._learnt.get(model)
        if learnt is None:
            self._learnt[model] = _Learnt(ratio, 1)
        else:
            learnt.ratio += (ratio - learnt.ratio) * (UP if ratio > learnt.ratio else DOWN)
            learnt.samples += 1
        self._learnt.move_to_end(model)
        if len(self._learnt) > MOST_MODELS:
            self._learnt.popitem(last=False)
