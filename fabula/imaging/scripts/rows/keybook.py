"""A million keys in little memory."""

from array import array
from hashlib import blake2b

FIRST_SLOTS = 1 << 10
FULL = 0.6


class KeyBook:
    """A small number for each key, in twelve bytes or so whatever the key's length; 0 is what no key has."""

    def __init__(self) -> None:
        self._keys = array("Q", bytes(8 * FIRST_SLOTS))
        self._numbers = array("L", bytes(array("L").itemsize * FIRST_SLOTS))
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def get(self, key: str) -> int:
        return self._numbers[self._slot(_mark(key))]

    def put(self, key: str, number: int) -> None:
        mark = _mark(key)
        slot = self._slot(mark)
        if self._keys[slot] == 0:
            self._keys[slot] = mark
            self._count += 1
        self._numbers[slot] = number
        if self._count > FULL * len(self._keys):
            self._grow()

    def add(self, key: str) -> int:
        """Count it: how often it has been there, this time included."""
        times = self.get(key) + 1
        self.put(key, times)
        return times

    def _slot(self, mark: int) -> int:
        last = len(self._keys) - 1
        slot = mark & last
        while self._keys[slot] not in (0, mark):
            slot = (slot + 1) & last
        return slot

    def _grow(self) -> None:
        keys, numbers = self._keys, self._numbers
        self._keys = array("Q", bytes(16 * len(keys)))
        self._numbers = array("L", bytes(2 * numbers.itemsize * len(numbers)))
        for mark, number in zip(keys, numbers, strict=True):
            if mark:
                slot = self._slot(mark)
                self._keys[slot], self._numbers[slot] = mark, number


def _mark(key: str) -> int:
    """Two of a million keys share one with a chance of one in thirty million."""
    return int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") or 1
