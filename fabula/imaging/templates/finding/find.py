"""Finds the inputs of a graph by following its links, so that nobody has to know a node's number."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from fabula.engines.comfy.formats import Definitions, Graph, is_link
from fabula.imaging.templates.binding.fingerprint import fingerprinted
from fabula.imaging.templates.binding.typed import typed
from fabula.imaging.templates.finding.files import models_in, pictures_in
from fabula.imaging.templates.finding.outputs import outputs_of
from fabula.imaging.templates.finding.prompts import Words, words_behind
from fabula.imaging.templates.finding.samplers import Sampler, find_samplers
from fabula.imaging.templates.paths import Paths, is_number, is_text, is_whole
from fabula.imaging.templates.template import Input, Output, Place, Purpose, Role, Style, ValueType

MOST_INPUTS = 300
PLACEHOLDER = re.compile(r"%([A-Za-z][A-Za-z0-9_]{0,40})%")
PLACEHOLDER_ROLES = {
    "prompt": Role.PROMPT,
    "positive_prompt": Role.PROMPT,
    "negative_prompt": Role.NEGATIVE,
    "negative": Role.NEGATIVE,
    "scale": Role.CFG,
    "model": Role.CHECKPOINT,
    **{role.value: role for role in Role},
}
FITTING = {
    **dict.fromkeys((Role.SEED, Role.STEPS, Role.WIDTH, Role.HEIGHT, Role.BATCH), is_whole),
    **dict.fromkeys((Role.CFG, Role.DENOISE, Role.GUIDANCE), is_number),
    **dict.fromkeys((Role.SAMPLER, Role.SCHEDULER), is_text),
}
SAMPLED = (Role.SEED, Role.STEPS, Role.CFG, Role.SAMPLER, Role.SCHEDULER, Role.DENOISE)
SIZES = {"width": Role.WIDTH, "height": Role.HEIGHT, "batch_size": Role.BATCH}
FOLLOWS_SIZE = frozenset({"ModelSamplingFlux"})
ENLARGES = ("upscale", "scale", "resize")
READS_SENTENCES = ("flux", "t5", "qwen", "lumina", "hidream", "wan", "z_image", "sd3", "chroma")


@dataclass(frozen=True, slots=True)
class Found:
    """What a graph offers: its inputs, its outputs, what it is for, and what could not be decided."""

    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    style: Style
    purpose: Purpose
    notes: tuple[str, ...]


def find(graph: Graph, definitions: Definitions | None = None) -> Found:
    """The inputs and outputs of a graph; a server's definitions give types, ranges and choices."""
    return _Finder(graph, definitions).found()


class _Finder:
    def __init__(self, graph: Graph, definitions: Definitions | None) -> None:
        self._paths = Paths(graph)
        self._definitions = definitions
        self._outputs = outputs_of(graph, definitions)
        self._alive = self._paths.above(*(output.node for output in self._outputs)) or list(graph)
        self._inputs: list[Input] = []
        self._taken: set[Place] = set()
        self._notes: list[str] = []

    def found(self) -> Found:
        samplers = find_samplers(self._paths, self._alive)
        self._take_placeholders()
        self._take_prompts(samplers)
        for number, sampler in enumerate(samplers):
            self._take_sampler(sampler, self._stage(samplers, number))
        self._take_latent(samplers)
        self._take_files(samplers)
        for output in self._outputs:
            self._add(Role.FILENAME, [Place(output.node, "filename_prefix")])
        if not samplers:
            self._notes.append("No sampler was found; the inputs of other nodes can be added by hand.")
        if len(self._inputs) == MOST_INPUTS:
            self._notes.append(f"Only the first {MOST_INPUTS} inputs were taken.")
        if not self._outputs:
            self._notes.append("No node gives anything back: the graph has no output.")
        inputs = [typed(each, self._paths, self._definitions) for each in self._inputs]
        return Found(
            tuple(fingerprinted(_named(inputs), self._paths)),
            tuple(self._outputs),
            self._style(),
            self._purpose(samplers),
            tuple(self._notes),
        )

    def _add(self, role: Role, places: Iterable[Place], *, name: str = "", title: str = "") -> None:
        free = [place for place in dict.fromkeys(places) if place not in self._taken and self._is_literal(place)]
        if free and len(self._inputs) < MOST_INPUTS:
            self._taken.update(free)
            self._inputs.append(Input(name or role.value, role, tuple(free), ValueType.TEXT, title=title))

    def _is_literal(self, place: Place) -> bool:
        inputs = self._paths.inputs(place.node)
        return place.input in inputs and not is_link(inputs[place.input])

    def _take_placeholders(self) -> None:
        """`%prompt%` and its like, as other tools write them, name an input outright."""
        places: dict[str, list[Place]] = {}
        for node_id in self._alive:
            for name, value in self._paths.inputs(node_id).items():
                if isinstance(value, str) and name != "filename_prefix":
                    for word in PLACEHOLDER.findall(value):
                        places.setdefault(word, []).append(Place(node_id, name, word))
        for word, where in places.items():
            self._add(PLACEHOLDER_ROLES.get(word.lower(), Role.OTHER), where, name=word.lower())
            self._taken.update(Place(place.node, place.input) for place in where)

    def _take_prompts(self, samplers: list[Sampler]) -> None:
        read = [words_behind(self._paths, sampler.positive, is_negative=False) for sampler in samplers]
        avoided = [words_behind(self._paths, sampler.negative, is_negative=True) for sampler in samplers]
        for texts in _each_once(read):
            self._add(Role.PROMPT, texts)
        for texts in _each_once(avoided):
            self._add(Role.NEGATIVE, texts)
        for words in read:
            self._add(Role.GUIDANCE, words.guidance)

    def _take_sampler(self, sampler: Sampler, stage: str) -> None:
        for role in SAMPLED:
            place = sampler.values.get(role)
            if place is None:
                continue
            literals = self._paths.literals(place, FITTING[role])
            if len(literals) == 1:
                self._add(role, literals, name=f"{stage}{role.value}")
            elif len(literals) > 1:
                self._notes.append(
                    f"Node {place.node}: {place.input} is made of several values; add the right one by hand."
                )

    def _stage(self, samplers: list[Sampler], number: int) -> str:
        """What the names of a later sampler begin with."""
        if number == 0:
            return ""
        between = self._behind_latent(samplers[number])
        is_enlarged = any(self._enlarges(node_id) for node_id in between[:20])
        stage = "hires" if is_enlarged else "second" if number == 1 else f"stage{number + 1}"
        return f"{stage}_"

    def _enlarges(self, node_id: str) -> bool:
        return any(word in self._paths.class_of(node_id).lower() for word in ENLARGES)

    def _behind_latent(self, sampler: Sampler) -> list[str]:
        """The nodes that make what a sampler starts from, nearest first."""
        latent = sampler.latent
        origin = self._paths.link(latent.node, latent.input) if latent is not None else None
        return self._paths.above(origin[0]) if origin is not None else []

    def _take_latent(self, samplers: list[Sampler]) -> None:
        for sampler in samplers:
            start = next((node_id for node_id in self._behind_latent(sampler) if self._makes_latent(node_id)), None)
            if start is not None:
                self._take_size(start)
                return

    def _makes_latent(self, node_id: str) -> bool:
        inputs = self._paths.inputs(node_id)
        return {"width", "height"} <= inputs.keys() and not any(
            name in inputs for name in ("samples", "pixels", "image")
        )

    def _take_size(self, node_id: str) -> None:
        for name, role in SIZES.items():
            if name not in self._paths.inputs(node_id):
                continue
            literals = self._paths.literals(Place(node_id, name), is_whole)
            if len(literals) == 1:
                self._add(role, [*literals, *self._same_size(name, literals[0])])

    def _same_size(self, name: str, main: Place) -> Iterator[Place]:
        """Nodes that must be told the size of the picture too."""
        value = self._paths.inputs(main.node).get(main.input)
        for node_id in self._alive:
            if self._paths.class_of(node_id) in FOLLOWS_SIZE and self._paths.inputs(node_id).get(name) == value:
                yield Place(node_id, name)

    def _take_files(self, samplers: list[Sampler]) -> None:
        near = self._behind_latent(samplers[0]) if samplers else []
        for role, place in [*models_in(self._paths, self._alive), *pictures_in(self._paths, self._alive, near)]:
            self._add(role, [place])

    def _style(self) -> Style:
        if not any(each.role is Role.PROMPT for each in self._inputs):
            return Style.NONE
        if any(each.role is Role.NEGATIVE for each in self._inputs):
            return Style.TAGS
        words = " ".join(self._words()).lower()
        has_guidance = any(each.role is Role.GUIDANCE for each in self._inputs)
        return Style.SENTENCES if has_guidance or any(word in words for word in READS_SENTENCES) else Style.TAGS

    def _words(self) -> Iterator[str]:
        for node_id in self._alive:
            yield self._paths.class_of(node_id)
            yield from (
                value for value in self._paths.inputs(node_id).values() if isinstance(value, str) and len(value) < 200
            )

    def _purpose(self, samplers: list[Sampler]) -> Purpose:
        roles = {each.role for each in self._inputs}
        if Role.MASK in roles or any("Inpaint" in self._paths.class_of(node_id) for node_id in self._alive):
            return Purpose.INPAINT
        if Role.IMAGE in roles:
            if Role.UPSCALE_MODEL in roles and not samplers:
                return Purpose.UPSCALE
            return Purpose.IMAGE_TO_IMAGE if samplers else Purpose.OTHER
        return Purpose.TEXT_TO_IMAGE if Role.PROMPT in roles else Purpose.OTHER


def _each_once(several: list[Words]) -> Iterator[list[Place]]:
    """The texts of all samplers, a shared one once."""
    seen: set[tuple[Place, ...]] = set()
    for words in several:
        for texts in words.texts:
            if tuple(texts) not in seen:
                seen.add(tuple(texts))
                yield texts


def _named(inputs: list[Input]) -> list[Input]:
    """Every input with a name of its own: a second one of a kind is counted."""
    counted: Counter[str] = Counter()
    names: set[str] = set()
    named: list[Input] = []
    for each in inputs:
        counted[each.name] += 1
        name = each.name if counted[each.name] == 1 else f"{each.name}_{counted[each.name]}"
        while name in names:
            counted[each.name] += 1
            name = f"{each.name}_{counted[each.name]}"
        names.add(name)
        named.append(replace(each, name=name, title=each.title or _title(name)))
    return named


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()
