"""Sees when a model has lost its way: whitespace without end, or the same words over and over."""

LONGEST_BLANK = 300
LOOK_EVERY = 48
PROBE = 24
LONGEST_PERIOD = 200
LEAST_ROUNDS = 4
LEAST_LOOP = 160


class Watchdog:
    """Fed with a reply as it comes; names the trouble once there is one."""

    def __init__(self) -> None:
        self._blank = 0
        self._tail = ""
        self._unseen = 0
        self.length = 0

    def saw(self, text: str) -> str:
        """What is wrong, or nothing."""
        self.length += len(text)
        kept = text.rstrip()
        self._blank = len(text) - len(kept) + (0 if kept else self._blank)
        if self._blank > LONGEST_BLANK:
            return "it writes nothing but whitespace"
        self._unseen += len(text)
        self._tail += text
        if self._unseen < LOOK_EVERY:
            return ""
        self._unseen = 0
        self._tail = self._tail[-LONGEST_PERIOD * (LEAST_ROUNDS + 1) :]
        return "it repeats itself" if self._loops() else ""

    def _loops(self) -> bool:
        tail = self._tail
        probe = tail[-PROBE:]
        if len(tail) < LEAST_LOOP or probe.isspace():
            return False
        at = tail.rfind(probe, 0, -1)
        while at >= 0 and (period := len(tail) - PROBE - at) <= LONGEST_PERIOD:
            rounds = max(LEAST_ROUNDS, -(-LEAST_LOOP // period))
            if len(tail) >= rounds * period and tail.endswith(tail[-period:] * rounds):
                return True
            at = tail.rfind(probe, 0, at + PROBE - 1)
        return False
