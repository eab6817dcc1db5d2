"""Finds the places of inputs again after somebody edited the workflow.

From the surest sign to the weakest: same surroundings, same neighbours, same title, same classes around it, the only
one of its class. Where several places fit equally, the one with the same value is meant, then the one with the same
number; if that does not decide, the input is unclear and a person has to say.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from fabula.engines.comfy.formats import Graph
from fabula.imaging.templates.binding.fingerprint import Fingerprint, Surroundings, fingerprinted
from fabula.imaging.templates.paths import Paths
from fabula.imaging.templates.template import Input, Place

Candidates = list[tuple[Place, Fingerprint]]


class Fate(StrEnum):
    """What became of an input."""

    KEPT = "kept"
    MOVED = "moved"
    UNCLEAR = "unclear"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Move:
    """One place of one input: where it was, where it is now, and what else it could be."""

    name: str
    before: Place
    after: Place | None
    fate: Fate
    candidates: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Rebinding:
    """The inputs that found their places, and what happened to every place."""

    inputs: tuple[Input, ...]
    moves: tuple[Move, ...]

    @property
    def unclear(self) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if move.fate in (Fate.UNCLEAR, Fate.LOST))


SIGNS: tuple[Callable[[Fingerprint, Fingerprint], bool], ...] = (
    lambda old, new: old.surroundings == new.surroundings,
    lambda old, new: old.neighbours == new.neighbours,
    lambda old, new: old.title == new.title and old.title != old.class_type,
    lambda old, new: old.shape == new.shape,
    lambda old, new: True,
)


def rebind(inputs: Iterable[Input], graph: Graph) -> Rebinding:
    """The inputs of a template in an edited graph."""
    paths = Paths(graph)
    around = Surroundings(paths)
    inputs = list(inputs)
    moves = [
        _moved(each.name, place, Fingerprint.read(stored), around)
        for each in inputs
        for place, stored in zip(each.places, each.fingerprints, strict=True)
    ]
    moves = _without_collisions(moves)
    kept: list[Input] = []
    for each in inputs:
        places = tuple(move.after for move in moves if move.name == each.name and move.after is not None)
        if places and not any(move.name == each.name and move.fate is Fate.UNCLEAR for move in moves):
            kept.append(replace(each, places=places))
    return Rebinding(tuple(fingerprinted(kept, paths)), tuple(moves))


def _moved(name: str, before: Place, print_: Fingerprint, around: Surroundings) -> Move:
    candidates = around.places_like(print_)
    for sign in SIGNS:
        fitting = [(place, new) for place, new in candidates if sign(print_, new)]
        if not fitting:
            continue
        decided = _decided(before, print_, fitting)
        if decided is None:
            return Move(name, before, None, Fate.UNCLEAR, tuple(place for place, _ in fitting))
        after = replace(decided, placeholder=before.placeholder)
        return Move(name, before, after, Fate.KEPT if after == before else Fate.MOVED)
    return Move(name, before, None, Fate.LOST)


def _decided(before: Place, print_: Fingerprint, fitting: Candidates) -> Place | None:
    if len(fitting) > 1:
        same_value = [(place, new) for place, new in fitting if new.value == print_.value]
        fitting = same_value or fitting
    if len(fitting) == 1:
        return fitting[0][0]
    return next((place for place, _ in fitting if place.node == before.node), None)


def _without_collisions(moves: list[Move]) -> list[Move]:
    """Two inputs that were apart and would now share a place are both unclear."""
    before = Counter(move.before for move in moves)
    after = Counter(move.after for move in moves if move.after is not None)
    return [
        replace(move, after=None, fate=Fate.UNCLEAR, candidates=(move.after,))
        if move.after is not None and after[move.after] > before[move.before]
        else move
        for move in moves
    ]
