"""From a template and values to plans: one for each variant, the graph filled, seeds drawn, files named."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from pydantic import JsonValue
from pydantic_core import to_json

from fabula.engines.comfy.formats import FormatError, Kind, recognise
from fabula.imaging.renders.afterwards import WebhookWish
from fabula.imaging.renders.errors import OrderTooLarge
from fabula.imaging.renders.orders.seeds import SeedPolicy, seed_of, seeded
from fabula.imaging.renders.renders import Plan
from fabula.imaging.renders.scheduling import Rank
from fabula.imaging.templates import Role, Template, ValueType, fill, find
from fabula.imaging.templates.errors import WorkflowUnusable, refused

LARGEST_GRAPH = 2 * 1024 * 1024
LARGEST_VALUES = 512 * 1024
SHORT_TITLE = 80
ASSET = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

File = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class How:
    """How renders are to be made, whatever they show."""

    rank: Rank = Rank.INTERACTIVE
    bound_to: str | None = None
    deadline: datetime | None = None
    destination: str | None = None
    webhook: WebhookWish | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What variants of one order have in common."""

    group_id: str
    template: Template
    values: Mapping[str, Any]
    title: str = ""
    policy: SeedPolicy | None = None
    how: How
    files: Sequence[File] = ()
    mark: str = ""
    chance: random.Random = field(default_factory=random.SystemRandom)

    def assets(self) -> set[str]:
        """The ids of the owner's files among the values."""
        return {file["asset"] for file in self._files()}

    def plan(self, place: int, now: datetime) -> Plan:
        """The variant at this place."""
        values = seeded(self.template, self.values, self.policy, place, self.chance)
        seed = seed_of(self.template, values)
        graph = fill(self.template, values, now=now, chance=random.Random(seed))
        return Plan(
            group_id=self.group_id,
            place=place,
            title=self.title or title_of(self.template, values),
            graph=graph,
            template=self.template.id,
            template_name=self.template.name,
            revision=self.template.revision,
            values=cast(dict[str, JsonValue], values),
            files=list(self._files_in(graph)),
            seed=seed,
            rank=self.how.rank,
            bound_to=self.how.bound_to,
            deadline=self.how.deadline,
            destination=self.how.destination,
            webhook=self.how.webhook,
            mark=self.mark,
        )

    def _files(self) -> Iterator[File]:
        """The owner's files that the values name."""
        for each in self.template.inputs:
            value = self.values.get(each.name)
            if each.type is ValueType.FILE and isinstance(value, str) and ASSET.fullmatch(value):
                for place in each.places:
                    yield {"node": place.node, "input": place.input, "asset": value}

    def _files_in(self, graph: Mapping[str, Any]) -> Iterator[File]:
        """Where the graph names files of the owner: those of the values, and those that it had before."""
        given = list(self._files())
        taken = {(file["node"], file["input"]) for file in given}
        yield from given
        for file in self.files:
            held = graph.get(file["node"], {}).get("inputs", {}).get(file["input"])
            if (file["node"], file["input"]) not in taken and isinstance(held, str) and file["asset"] in held:
                yield file


def title_of(template: Template, values: Mapping[str, Any]) -> str:
    """The beginning of the prompt, or the template's name."""
    prompt = template.with_role(Role.PROMPT)
    words = str(values.get(prompt.name) or "") if prompt else ""
    return " ".join(words.split())[:SHORT_TITLE] or template.name or "A picture"


def ad_hoc(graph: Mapping[str, Any], *, template_id: str = "", name: str = "", revision: int = 0) -> Template:
    """A graph of which nobody made a template: its inputs are found."""
    if len(to_json(graph)) > LARGEST_GRAPH:
        raise OrderTooLarge(f"The graph has more than {LARGEST_GRAPH // 1024**2} MB.", hint="Use a smaller workflow.")
    try:
        workflow = recognise(graph)
    except FormatError as error:
        raise refused(error) from error
    if workflow.kind is not Kind.API:
        raise WorkflowUnusable(
            "The graph is in the editor's own format.", hint="Import it as a template, or use Export (API) in ComfyUI."
        )
    found = find(workflow.data)
    return Template(template_id, name, revision, workflow.data, found.inputs, found.outputs, found.style, found.purpose)


def require_small(values: Mapping[str, Any]) -> None:
    if len(to_json(values)) > LARGEST_VALUES:
        raise OrderTooLarge(f"The values have more than {LARGEST_VALUES // 1024} kB.", hint="Shorten the texts.")
