"""Samplers: the nodes where noise becomes a picture, in the order in which they work."""

from collections.abc import Iterator
from dataclasses import dataclass

from fabula.engines.comfy.formats import is_link
from fabula.imaging.templates.paths import Paths
from fabula.imaging.templates.template import Place, Role

MOST_SAMPLERS = 64
ADVANCED = frozenset({"noise", "guider", "sampler", "sigmas"})
# Where a sampler keeps each value: on itself, or on what is linked to one of these inputs.
NAMES: dict[Role, tuple[str, ...]] = {
    Role.SEED: ("seed", "noise_seed"),
    Role.STEPS: ("steps",),
    Role.CFG: ("cfg", "cfg_conds"),
    Role.SAMPLER: ("sampler_name",),
    Role.SCHEDULER: ("scheduler",),
    Role.DENOISE: ("denoise",),
}
BEHIND: dict[Role, tuple[str, ...]] = {
    Role.SEED: ("noise",),
    Role.STEPS: ("sigmas",),
    Role.CFG: ("guider",),
    Role.SAMPLER: ("sampler",),
    Role.SCHEDULER: ("sigmas",),
    Role.DENOISE: ("sigmas",),
}
POSITIVE = ("positive", "conditioning", "cond1")
NEGATIVE = ("negative", "cond2")
LATENT = ("latent_image", "latent", "samples", "optional_latent")


@dataclass(frozen=True, slots=True)
class Sampler:
    """One sampler and the places of its values."""

    node: str
    values: dict[Role, Place]
    positive: Place | None
    negative: Place | None
    latent: Place | None


def find_samplers(paths: Paths, alive: list[str]) -> list[Sampler]:
    """Every sampler that something alive needs, first the one that works first."""
    nodes = [node_id for node_id in alive if is_sampler(paths, node_id)][:MOST_SAMPLERS]
    above = {node_id: set(paths.above(node_id)) for node_id in nodes}
    in_order = sorted(nodes, key=lambda node_id: sum(other in above[node_id] for other in nodes))
    return [_sampler(paths, node_id) for node_id in in_order]


def is_sampler(paths: Paths, node_id: str) -> bool:
    inputs = paths.inputs(node_id)
    if inputs.keys() >= ADVANCED:
        return True
    has_latent = any(is_link(inputs.get(name)) for name in LATENT)
    is_classic = "positive" in inputs and has_latent and any(name in inputs for name in ("steps", "sigmas"))
    return is_classic and any(name in inputs for name in NAMES[Role.SEED])


def _sampler(paths: Paths, node_id: str) -> Sampler:
    values = {role: place for role in NAMES if (place := _value(paths, node_id, role)) is not None}
    guider = paths.link(node_id, "guider")
    conditions = guider[0] if guider is not None else node_id
    return Sampler(
        node_id,
        values,
        _linked(paths, conditions, POSITIVE),
        _linked(paths, conditions, NEGATIVE),
        _linked(paths, node_id, LATENT),
    )


def _value(paths: Paths, node_id: str, role: Role) -> Place | None:
    for name in NAMES[role]:
        if name in paths.inputs(node_id):
            return Place(node_id, name)
    for behind in BEHIND[role]:
        origin = paths.link(node_id, behind)
        if origin is not None:
            return next(_upwards(paths, origin[0], NAMES[role]), None)
    return None


def _upwards(paths: Paths, start: str, names: tuple[str, ...]) -> Iterator[Place]:
    for node_id in paths.above(start):
        if node_id != start and is_sampler(paths, node_id):
            continue
        for name in names:
            if name in paths.inputs(node_id):
                yield Place(node_id, name)


def _linked(paths: Paths, node_id: str, names: tuple[str, ...]) -> Place | None:
    return next((Place(node_id, name) for name in names if paths.link(node_id, name) is not None), None)
