"""How a place is recognised again in an edited workflow: by its node and what is around it, never by its number."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fabula.engines.comfy.formats import links_in, title_of
from fabula.imaging.templates.paths import Paths
from fabula.imaging.templates.template import Input, Place

ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """One place: its class and input, the node's title, its neighbours by class
    alone and with their titles, and its wider surroundings."""

    class_type: str
    input: str
    title: str
    shape: str
    neighbours: str
    surroundings: str
    value: str

    def stored(self) -> dict[str, Any]:
        return {
            "class_type": self.class_type,
            "input": self.input,
            "title": self.title,
            "shape": self.shape,
            "neighbours": self.neighbours,
            "surroundings": self.surroundings,
            "value": self.value,
        }

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Fingerprint":
        return cls(*(str(stored.get(name, "")) for name in cls.__slots__))


class Surroundings:
    """Marks every node by what is around it, a step wider each round; numbers of nodes play no part."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._known: dict[tuple[str, str], Fingerprint] = {}
        self._classes = {node_id: paths.class_of(node_id) for node_id in paths.graph}
        self._rounds = [{node_id: self._own(node_id) for node_id in paths.graph}]
        for _ in range(ROUNDS):
            self._rounds.append({node_id: self._wider(node_id, self._rounds[-1]) for node_id in paths.graph})

    def of(self, place: Place) -> Fingerprint:
        known = self._known.get((place.node, place.input))
        if known is None:
            known = self._known[(place.node, place.input)] = self._mark(place)
        return known

    def _mark(self, place: Place) -> Fingerprint:
        node = self._paths.graph[place.node]
        return Fingerprint(
            class_type=self._paths.class_of(place.node),
            input=place.input,
            title=title_of(node),
            shape=_digest(sorted(self._lines(place.node, self._classes))),
            neighbours=self._rounds[1][place.node],
            surroundings=self._rounds[ROUNDS][place.node],
            value=_digest([repr(self._paths.inputs(place.node).get(place.input))]),
        )

    def places_like(self, print_: Fingerprint) -> list[tuple[Place, Fingerprint]]:
        """Every place of the same class and input."""
        places = (
            Place(node_id, print_.input)
            for node_id in self._paths.graph
            if self._paths.class_of(node_id) == print_.class_type and print_.input in self._paths.inputs(node_id)
        )
        return [(place, self.of(place)) for place in places]

    def _own(self, node_id: str) -> str:
        return _digest([self._paths.class_of(node_id), title_of(self._paths.graph[node_id])])

    def _wider(self, node_id: str, marks: Mapping[str, str]) -> str:
        return _digest([marks[node_id], *sorted(self._lines(node_id, marks))])

    def _lines(self, node_id: str, marks: Mapping[str, str]) -> Iterator[str]:
        for name, origin, slot in links_in(self._paths.graph[node_id]):
            yield f"in {name} {slot} {marks.get(origin, '')}"
        for consumer in self._paths.consumers(node_id):
            yield f"out {consumer.slot} {consumer.input} {marks.get(consumer.node, '')}"


def fingerprinted(inputs: Iterable[Input], paths: Paths) -> list[Input]:
    """The inputs with the fingerprints of their places."""
    around = Surroundings(paths)
    return [replace(each, fingerprints=tuple(around.of(place).stored() for place in each.places)) for each in inputs]


def _digest(parts: list[str]) -> str:
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
