"""What a template is: a graph of ComfyUI, and the inputs that a person or a program may give it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fabula.engines.comfy.formats import Graph


class Role(StrEnum):
    """What an input means, wherever in a graph it is."""

    PROMPT = "prompt"
    NEGATIVE = "negative"
    SEED = "seed"
    STEPS = "steps"
    CFG = "cfg"
    GUIDANCE = "guidance"
    SAMPLER = "sampler"
    SCHEDULER = "scheduler"
    DENOISE = "denoise"
    WIDTH = "width"
    HEIGHT = "height"
    BATCH = "batch"
    CHECKPOINT = "checkpoint"
    DIFFUSION_MODEL = "diffusion_model"
    TEXT_ENCODER = "text_encoder"
    VAE = "vae"
    LORA = "lora"
    LORA_STRENGTH = "lora_strength"
    LORA_CLIP_STRENGTH = "lora_clip_strength"
    CONTROL_NET = "control_net"
    UPSCALE_MODEL = "upscale_model"
    IMAGE = "image"
    MASK = "mask"
    FILENAME = "filename"
    OTHER = "other"


class ValueType(StrEnum):
    """What kind of value an input takes."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    FILE = "file"


class Style(StrEnum):
    """How a prompt for this template is to be written."""

    TAGS = "tags"
    SENTENCES = "sentences"
    NONE = "none"


class Purpose(StrEnum):
    """What a template makes of what."""

    TEXT_TO_IMAGE = "text_to_image"
    IMAGE_TO_IMAGE = "image_to_image"
    INPAINT = "inpaint"
    UPSCALE = "upscale"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value goes: one input of one node, or a placeholder inside its text."""

    node: str
    input: str
    placeholder: str | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """One named input: where its value goes, what it may be, and how its places are recognised again."""

    name: str
    role: Role
    places: tuple[Place, ...]
    type: ValueType
    default: Any = None
    title: str = ""
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    choices: tuple[Any, ...] = ()
    is_required: bool = False
    may_replace_link: bool = False
    fingerprints: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Output:
    """One node that gives something back."""

    node: str
    class_type: str
    title: str
    kind: str
    is_preview: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """A workflow with named, typed inputs, as others use it: a value, whoever stores it."""

    id: str
    name: str
    revision: int
    graph: Graph
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    style: Style = Style.TAGS
    purpose: Purpose = Purpose.OTHER
    description: str = ""
    notes: tuple[str, ...] = field(default=())
    is_shipped: bool = False

    def input(self, name: str) -> Input | None:
        return next((each for each in self.inputs if each.name == name), None)

    def with_role(self, role: Role) -> Input | None:
        """The first input of this role, which is the main one."""
        return next((each for each in self.inputs if each.role is role), None)
