"""Dice that always fall the same way for the same seed, and smooth noise."""

import hashlib
import math
import random
from collections.abc import Callable


class Chance(random.Random):
    """Named dice: what one motif rolls never moves another."""

    def __init__(self, *names: object) -> None:
        self._names = names
        digest = hashlib.blake2b(repr(names).encode(), digest_size=8).digest()
        super().__init__(int.from_bytes(digest))

    def fork(self, name: str) -> "Chance":
        return Chance(*self._names, name)

    def between(self, least: float, most: float) -> float:
        return least + self.random() * (most - least)

    def wobble(self, by: float) -> float:
        return (self.random() - 0.5) * 2 * by

    def happens(self, share: float) -> bool:
        return self.random() < share


def noise(name: object) -> Callable[[float], float]:
    """One-dimensional smooth noise between 0 and 1."""
    dice = Chance("noise", name)
    values = [dice.random() for _ in range(256)]

    def at(x: float) -> float:
        i = math.floor(x)
        f = x - i
        u = f * f * (3 - 2 * f)
        return values[i & 255] * (1 - u) + values[(i + 1) & 255] * u

    return at


def fractal(name: object, octaves: int = 5) -> Callable[[float], float]:
    """Noise upon finer noise: ridges, coasts, edges of clouds."""
    base = noise(name)

    def at(x: float) -> float:
        total, share, frequency = 0.0, 0.5, 1.0
        for _ in range(octaves):
            total += share * base(x * frequency)
            frequency *= 2.03
            share *= 0.5
        return total

    return at
