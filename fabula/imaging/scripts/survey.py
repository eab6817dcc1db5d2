"""What a script comes to before anything is rendered: how many pictures, what is wrong, and who can make them."""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue

from fabula.core.errors import FabulaError
from fabula.engines.comfy import Graph
from fabula.imaging.renders.pool import Host
from fabula.imaging.renders.shapes import shape_of
from fabula.imaging.scripts.mapping import Item
from fabula.imaging.scripts.rows import Problem
from fabula.imaging.templates import Finding, Role, fill, installed_models
from fabula.imaging.templates.binding.typed import MODELS

MOST_PROBLEMS = 100
MOST_KINDS = 100
TELLING = MODELS | {Role.SAMPLER, Role.SCHEDULER}


@dataclass(slots=True)
class Survey:
    """One look through all rows."""

    items: int = 0
    skipped: int = 0
    bad: int = 0
    problems: list[Problem] = field(default_factory=list[Problem])
    kinds: dict[str, Item] = field(default_factory=dict[str, Item])

    def look(self, found: Iterable[Item | Problem], wants: Callable[[Item], bool] = lambda _: True) -> "Survey":
        """Count all of it; `wants` says which items are still to be made."""
        for each in found:
            if isinstance(each, Problem) or wants(each):
                self.count(each)
            else:
                self.skipped += 1
        return self

    def count(self, each: Item | Problem) -> None:
        if isinstance(each, Item):
            self.items += 1
            self._note(each)
            return
        self.bad += not each.is_note
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(each)

    def _note(self, item: Item) -> None:
        """Rows with the same models ask the same of a server."""
        if len(self.kinds) < MOST_KINDS:
            self.kinds.setdefault(_kind(item), item)

    def graphs(self, hosts: Sequence[Host]) -> Iterator[tuple[Item, Graph]]:
        """A graph of each kind, with models that these servers have."""
        known = [host.definitions for host in hosts if host.definitions is not None]
        for item in self.kinds.values():
            try:
                values = {**installed_models(item.template, known, item.values), **item.values}
                yield item, fill(item.template, values, chance=random.Random(0))
            except FabulaError as error:
                self.bad += 1
                self.problems.append(Problem(item.line, "", error.message, error.way_out))


def lacking(survey: Survey, hosts: Sequence[Host]) -> dict[str, list[Finding]]:
    """By server, what keeps it from making some of these rows."""
    found: dict[str, list[Finding]] = {host.server.name: [] for host in hosts}
    for item, graph in survey.graphs(hosts):
        shape = shape_of(graph)
        for host in hosts:
            if not item.server or item.server in (host.id, host.server.name):
                found[host.server.name] += host.findings(shape, graph)
    return {name: list(dict.fromkeys(findings)) for name, findings in found.items()}


def _kind(item: Item) -> str:
    told: Mapping[str, JsonValue] = {
        each.name: item.values.get(each.name) for each in item.template.inputs if each.role in TELLING
    }
    return f"{item.template.id}\0{item.template.name}\0{item.server}\0{sorted(told.items())}"
