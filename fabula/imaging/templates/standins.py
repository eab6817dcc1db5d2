"""A shipped template names files of the usual names; where a server has none, one of the same kind stands in."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from fabula.engines.comfy.formats import Definitions, InputSpec, class_of
from fabula.imaging.templates.template import Input, Role, Template

# Words in the names of files that tell what they were made for.
FAMILIES = {
    "sdxl": ("sdxl", "sd_xl", "xl"),
    "sd15": ("sd15", "sd1", "v1-5", "v1_5", "1.5"),
    "flux": ("flux",),
}
ANY_WILL_DO = frozenset({Role.LORA, Role.UPSCALE_MODEL, Role.CONTROL_NET})
MODELS = ANY_WILL_DO | {Role.CHECKPOINT, Role.DIFFUSION_MODEL, Role.TEXT_ENCODER, Role.VAE}


def installed_models(
    template: Template, servers: Iterable[Definitions], given: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Values for the files that nobody chose: those of the first server that has one of each kind."""
    if not template.is_shipped:
        return {}
    open_ones = [each for each in template.inputs if each.role in MODELS and each.name not in (given or {})]
    for definitions in servers:
        chosen = {each.name: installed(each, _offered(definitions, template, each)) for each in open_ones}
        if all(chosen.values()):
            return chosen
    return {}


def with_installed_models(template: Template, servers: Iterable[Definitions]) -> Template:
    """The template, with these files as its defaults."""
    chosen = installed_models(template, servers)
    inputs = tuple(replace(each, default=chosen.get(each.name, each.default)) for each in template.inputs)
    return replace(template, inputs=inputs) if chosen else template


def installed(given: Input, offered: Sequence[Any]) -> Any:
    """The file for this input among those that are there; None if none is of its kind."""
    if given.default in offered:
        return given.default
    names = [name for name in offered if isinstance(name, str)]
    if given.role in ANY_WILL_DO:
        return names[0] if names else None
    usual = str(given.default)
    family, words = _family(usual), _words(usual)
    alike = [name for name in names if (family and _family(name) == family) or words & _words(name)]
    unknown = [name for name in names if not _family(name) and given.role is Role.CHECKPOINT]
    return next(iter([*alike, *unknown]), None)


def spec_of(given: Input, template: Template, definitions: Definitions) -> InputSpec | None:
    """What a server says of the first place of an input."""
    place = given.places[0] if given.places else None
    node = template.graph.get(place.node) if place else None
    if place is None or node is None or place.placeholder is not None:
        return None
    definition = definitions.get(class_of(node))
    return definition.input(place.input) if definition else None


def _offered(definitions: Definitions, template: Template, given: Input) -> Sequence[Any]:
    spec = spec_of(given, template, definitions)
    return spec.choices if spec and spec.choices else ()


def _family(name: str) -> str | None:
    plain = name.casefold()
    return next((family for family, words in FAMILIES.items() if any(word in plain for word in words)), None)


def _words(name: str) -> set[str]:
    """What a file's name is made of, without its ending and what says only how it is stored."""
    stem = name.casefold().rpartition("/")[2].rpartition(".")[0]
    words = set(re.split(r"[-_. ]+", stem))
    return {word for word in words if len(word) > 1 and not re.fullmatch(r"fp\d+|bf16|q\d|e\dm\d\w*|v?\d+|base", word)}
