"""The type, the range and the choices of an input: from the server's definitions, else from what is there."""

from dataclasses import dataclass, replace
from typing import Any

from fabula.engines.comfy.formats import Definitions, InputSpec
from fabula.imaging.templates.paths import Paths
from fabula.imaging.templates.template import Input, Place, Role, ValueType

FILES = frozenset({Role.IMAGE, Role.MASK})
MODELS = frozenset(
    {
        Role.CHECKPOINT,
        Role.DIFFUSION_MODEL,
        Role.TEXT_ENCODER,
        Role.VAE,
        Role.LORA,
        Role.CONTROL_NET,
        Role.UPSCALE_MODEL,
    }
)
WHOLE = frozenset({Role.SEED, Role.STEPS, Role.WIDTH, Role.HEIGHT, Role.BATCH})
NUMBERS = frozenset({Role.CFG, Role.GUIDANCE, Role.DENOISE, Role.LORA_STRENGTH, Role.LORA_CLIP_STRENGTH})
KINDS = {
    "INT": ValueType.INTEGER,
    "FLOAT": ValueType.NUMBER,
    "BOOLEAN": ValueType.BOOLEAN,
    "STRING": ValueType.TEXT,
    "COMBO": ValueType.CHOICE,
}
MOST_CHOICES = 1_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What an input of a role may be when no server says it."""

    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None


USUAL = {
    Role.SEED: Limits(0, 2**64 - 1, 1),
    Role.STEPS: Limits(1, 10_000, 1),
    Role.CFG: Limits(0, 100, 0.1),
    Role.GUIDANCE: Limits(0, 100, 0.1),
    Role.DENOISE: Limits(0, 1, 0.01),
    Role.WIDTH: Limits(16, 16_384, 8),
    Role.HEIGHT: Limits(16, 16_384, 8),
    Role.BATCH: Limits(1, 4_096, 1),
    Role.LORA_STRENGTH: Limits(-100, 100, 0.01),
    Role.LORA_CLIP_STRENGTH: Limits(-100, 100, 0.01),
}


def typed(input: Input, paths: Paths, definitions: Definitions | None) -> Input:
    """The input with its default, type, range and choices."""
    place = input.places[0]
    value = paths.inputs(place.node).get(place.input) if place.placeholder is None else None
    spec = _spec(paths, place, definitions)
    kind = _kind(input.role, value, spec)
    limits = _limits(input.role, kind, spec)
    is_model = input.role in MODELS
    choices = tuple(spec.choices or ())[:MOST_CHOICES] if kind is ValueType.CHOICE and spec and not is_model else ()
    return replace(
        input,
        type=kind,
        default=float(value) if kind is ValueType.NUMBER and isinstance(value, int) else value,
        minimum=limits.minimum,
        maximum=limits.maximum,
        step=limits.step,
        choices=choices,
        is_required=input.role is Role.PROMPT or kind is ValueType.FILE,
    )


def _spec(paths: Paths, place: Place, definitions: Definitions | None) -> InputSpec | None:
    definition = definitions.get(paths.class_of(place.node)) if definitions is not None else None
    return definition.input(place.input) if definition is not None else None


def _kind(role: Role, value: Any, spec: InputSpec | None) -> ValueType:
    if role in FILES or (spec is not None and spec.takes_file):
        return ValueType.FILE
    if role in NUMBERS:
        return ValueType.NUMBER
    if role in WHOLE:
        return ValueType.INTEGER
    if spec is not None and spec.type in KINDS:
        return KINDS[spec.type]
    if isinstance(value, bool):
        return ValueType.BOOLEAN
    if isinstance(value, int):
        return ValueType.INTEGER
    return ValueType.NUMBER if isinstance(value, float) else ValueType.TEXT


def _limits(role: Role, kind: ValueType, spec: InputSpec | None) -> Limits:
    if kind not in (ValueType.INTEGER, ValueType.NUMBER):
        return Limits()
    usual = USUAL.get(role, Limits())
    if spec is None or spec.type not in ("INT", "FLOAT"):
        return usual
    low, high, step = (_number(spec.options.get(name)) for name in ("min", "max", "step"))
    return Limits(
        usual.minimum if low is None else low,
        usual.maximum if high is None else high,
        usual.step if step is None else step,
    )


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
