"""Prompts: from a sampler's conditioning up to the text that somebody wrote."""

from dataclasses import dataclass, field

from fabula.engines.comfy.formats import is_link
from fabula.imaging.templates.paths import Paths, is_number, is_text
from fabula.imaging.templates.template import Place

TEXTS = (
    "text",
    "text_g",
    "text_l",
    "clip_l",
    "clip_g",
    "t5xxl",
    "prompt",
    "positive_prompt",
    "llama",
    "user_prompt",
    "tags",
)
SILENCED = frozenset({"ConditioningZeroOut"})
FARTHEST = 500


@dataclass(slots=True)
class Words:
    """The texts behind one conditioning, grouped by the node that encodes them, and the guidance on the way."""

    texts: list[list[Place]] = field(default_factory=list[list[Place]])
    guidance: list[Place] = field(default_factory=list[Place])


def words_behind(paths: Paths, start: Place | None, *, is_negative: bool) -> Words:
    """What is written for this conditioning; a silenced branch says nothing."""
    words = Words()
    waiting = [start] if start is not None else []
    seen: set[tuple[str, int]] = set()
    while waiting and len(seen) < FARTHEST:
        at = waiting.pop(0)
        origin = paths.link(at.node, at.input)
        if origin is None or origin in seen:
            continue
        seen.add(origin)
        node_id, slot = origin
        if paths.class_of(node_id) in SILENCED and is_negative:
            continue
        _take_guidance(paths, node_id, words)
        texts = _texts_of(paths, node_id)
        if texts:
            words.texts.append(texts)
        else:
            waiting += _further(paths, node_id, slot)
    return words


def _take_guidance(paths: Paths, node_id: str, words: Words) -> None:
    place = Place(node_id, "guidance")
    if paths.inputs(node_id).get("guidance") is not None:
        words.guidance += paths.literals(place, is_number)[:1]


def _texts_of(paths: Paths, node_id: str) -> list[Place]:
    inputs = paths.inputs(node_id)
    found: list[Place] = []
    for name in TEXTS:
        if name in inputs:
            literals = paths.literals(Place(node_id, name), is_text)
            found += literals if len(literals) == 1 else []
    return list(dict.fromkeys(found))


def _further(paths: Paths, node_id: str, slot: int) -> list[Place]:
    """The inputs that this output is made of: of a pair, the one of the same side."""
    links = [name for name, value in paths.inputs(node_id).items() if is_link(value)]
    if "positive" in links and "negative" in links:
        return [Place(node_id, "negative" if slot == 1 else "positive")]
    conditions = [name for name in links if "cond" in name or name in ("positive", "negative")]
    return [Place(node_id, name) for name in conditions]
