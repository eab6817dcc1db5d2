"""Judges one answer: good as it is, good after repair, or what is wrong with it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, cast

from pydantic import ValidationError

from fabula.engines.llm.structured.filling import Filling
from fabula.engines.llm.structured.reading import loosely_read, strictly_read
from fabula.engines.llm.structured.schema import Shape
from fabula.engines.llm.structured.steps import Rung, Step, T

MOST_PROBLEMS = 8
MOST_CHANGES = 12


@dataclass
class Verdict(Generic[T]):
    """`value` if it can be used; else `best` is what there is, and `bad_fields` need another look."""

    value: T | None = None
    steps: list[Step] = field(default_factory=list[Step])
    problems: list[str] = field(default_factory=list[str])
    best: Mapping[str, object] = field(default_factory=dict[str, object])
    bad_fields: tuple[str, ...] = ()


def judged(text: str, model: type[T], shape: Shape) -> Verdict[T]:
    """Parse, then repair, then fill."""
    strict = strictly_read(text)
    if strict is not None and (value := _valid(strict, model)):
        return Verdict(value)
    loose = strict if strict is not None else loosely_read(text)
    if loose is None:
        said = "there is no JSON object in it" if text.strip() else "it is empty"
        return Verdict(problems=[said], bad_fields=tuple(shape.full.get("properties", ())))
    return judged_value(loose, model, shape, repaired=strict is None)


def judged_value(value: Mapping[str, object], model: type[T], shape: Shape, *, repaired: bool) -> Verdict[T]:
    """A value that was read somehow."""
    steps = [Step(Rung.REPAIRED, "read as it was meant")] if repaired else []
    if found := _valid(value, model):
        return Verdict(found, steps)
    filling = Filling()
    filled = filling.fill(value, shape.full)
    best = cast("Mapping[str, object]", filled) if isinstance(filled, dict) else value
    steps.append(Step(Rung.FILLED, "; ".join(filling.changes[:MOST_CHANGES])))
    try:
        return Verdict(model.model_validate_json(json.dumps(best), strict=True), steps)
    except (ValidationError, ValueError) as error:
        return Verdict(None, [], _problems(error), best, _bad_fields(error, shape))


def _valid(value: Mapping[str, object], model: type[T]) -> T | None:
    try:
        return model.model_validate_json(json.dumps(value), strict=True)
    except (ValidationError, ValueError):
        return None


def _problems(error: Exception) -> list[str]:
    if not isinstance(error, ValidationError):
        return [str(error)[:200]]
    return [
        f"{'.'.join(map(str, found['loc'])) or 'answer'}: {found['msg']}"
        for found in error.errors(include_url=False, include_input=False)[:MOST_PROBLEMS]
    ]


def _bad_fields(error: Exception, shape: Shape) -> tuple[str, ...]:
    names = (
        [str(found["loc"][0]) for found in error.errors() if found["loc"]] if isinstance(error, ValidationError) else []
    )
    known = shape.full.get("properties", {})
    return tuple(name for name in dict.fromkeys(names) if name in known)
