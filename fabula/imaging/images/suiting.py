"""Which template draws a wish, and which of the wish's values go where in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import JsonValue

from fabula.engines.comfy.formats import class_of, inputs_of
from fabula.imaging.images.errors import TemplateUnsuitable
from fabula.imaging.images.schemas import DrawingWish
from fabula.imaging.images.words.settings import USUAL, SamplerSettings
from fabula.imaging.templates import Input, Purpose, Role, Style, Template

# The first that some server can run is taken.
BY_PURPOSE: dict[Purpose, tuple[str, ...]] = {
    Purpose.TEXT_TO_IMAGE: ("default", "flux", "sdxl", "sd15"),
    Purpose.IMAGE_TO_IMAGE: ("default-img2img", "flux-img2img", "sdxl-img2img"),
    Purpose.INPAINT: ("inpaint",),
}
WISHED = {
    "width": Role.WIDTH,
    "height": Role.HEIGHT,
    "seed": Role.SEED,
    "steps": Role.STEPS,
    "cfg": Role.CFG,
    "denoise": Role.DENOISE,
    "negative": Role.NEGATIVE,
}
NOT_SHOWN = frozenset({Role.PROMPT, Role.NEGATIVE, Role.SEED, Role.IMAGE, Role.MASK, Role.FILENAME, Role.BATCH})
FLUX_CFG = 1.0
SAMPLER = "euler"
# These forget what was beneath the mask, so less than everything would leave grey.
FORGETS = "VAEEncodeForInpaint"


def purpose_of(wish: DrawingWish) -> Purpose:
    if wish.mask is not None:
        return Purpose.INPAINT
    return Purpose.IMAGE_TO_IMAGE if wish.reference is not None else Purpose.TEXT_TO_IMAGE


def candidates(wish: DrawingWish) -> Sequence[str]:
    """The templates that may draw this wish, best first."""
    return (wish.template,) if wish.template else BY_PURPOSE[purpose_of(wish)]


def require_suitable(template: Template, wish: DrawingWish) -> None:
    """Raises if the template cannot do what the wish is about."""
    name = f"“{template.name}”"
    if template.with_role(Role.PROMPT) is None:
        raise TemplateUnsuitable(f"{name} takes no prompt, so it cannot draw what you describe.")
    takes_picture, takes_mask = template.with_role(Role.IMAGE) is not None, _takes_mask(template)
    if wish.mask is not None and not takes_mask:
        raise TemplateUnsuitable(f"{name} cannot change a masked part of a picture.")
    if wish.reference is not None and not takes_picture:
        raise TemplateUnsuitable(f"{name} makes pictures from words alone, and you gave one to change.")
    if wish.reference is None and takes_picture:
        raise TemplateUnsuitable(f"{name} changes a picture, and you gave none.")
    if wish.mask is None and template.with_role(Role.MASK) is not None:
        raise TemplateUnsuitable(f"{name} changes a masked part of a picture, and nothing is masked.")


def has_own_hole(template: Template) -> bool:
    """Whether the mask is the transparent part of the picture itself."""
    return template.with_role(Role.MASK) is None and template.purpose is Purpose.INPAINT


def _takes_mask(template: Template) -> bool:
    return template.with_role(Role.MASK) is not None or has_own_hole(template)


def is_flux(template: Template) -> bool:
    """Flux wants no classifier-free guidance and reads no negative prompt."""
    return any("flux" in text.casefold() for node in template.graph.values() for text in _texts(node))


def _texts(node: dict[str, Any]) -> list[str]:
    """What a node is and what it loads; a prompt may speak of anything."""
    loaded = [value for name, value in inputs_of(node).items() if isinstance(value, str) and name != "text"]
    return [class_of(node), *loaded]


@dataclass(slots=True)
class Fitting:
    """A wish laid into a template: what goes in, what is shown of it, and what the template cannot take."""

    template: Template
    wish: DrawingWish
    values: dict[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    notes: list[str] = field(default_factory=list[str])

    def lay_in(
        self, *, picture: str | None, mask: str | None, prompt: str, negative: str, chosen: SamplerSettings | None
    ) -> None:
        """Everything in its place; what the person set wins."""
        self._put(Role.PROMPT, prompt)
        if picture is not None:
            self._put(Role.IMAGE, picture)
        if mask is not None and self.template.with_role(Role.MASK) is not None:
            self._put(Role.MASK, mask)
        self._put_negative(negative)
        if is_flux(self.template):
            self._put(Role.CFG, FLUX_CFG)
        if chooses_settings(self.template, self.wish):
            self._put_chosen(chosen or USUAL)
        self._put_wished()

    def settings(self) -> dict[str, JsonValue]:
        """What is shown of the values: the sampler's, size and models, those included that the template brings."""
        shown = {
            each.name: self.values.get(each.name, each.default) for each in self.template.inputs if _is_shown(each)
        }
        return {name: value for name, value in shown.items() if isinstance(value, str | int | float | bool)}

    def negative(self) -> str:
        """What is to be avoided, as the engine is told."""
        given = self.template.with_role(Role.NEGATIVE)
        return str(self.values.get(given.name, given.default) or "") if given else ""

    def _put(self, role: Role, value: JsonValue) -> bool:
        given = self.template.with_role(role)
        if given is None:
            return False
        self.values[given.name] = _within(given, value)
        return True

    def _put_negative(self, negative: str) -> None:
        """Without words of the model the template's own stay; to Flux, and to who reads sentences, it is empty."""
        if self.template.style is Style.TAGS and not is_flux(self.template):
            if negative:
                self._put(Role.NEGATIVE, negative)
        else:
            self._put(Role.NEGATIVE, "")

    def _put_chosen(self, chosen: SamplerSettings) -> None:
        self._put(Role.DENOISE, chosen.denoise)
        self._put(Role.STEPS, chosen.steps)
        sampler = self.template.with_role(Role.SAMPLER)
        if sampler is not None and (not sampler.choices or SAMPLER in sampler.choices):
            self._put(Role.SAMPLER, SAMPLER)

    def _put_wished(self) -> None:
        for name, role in WISHED.items():
            value = getattr(self.wish, name)
            if value is None:
                continue
            given = self.template.with_role(role)
            if given is not None:
                self.values[given.name] = value
            elif not (name in ("width", "height") and self.wish.reference is not None):
                self.notes.append(f"“{self.template.name}” has no place for {name}, so it was left out.")


def chooses_settings(template: Template, wish: DrawingWish) -> bool:
    """Whether a model has something to choose: only where a picture is changed, and only what nobody set."""
    if wish.reference is None or any(FORGETS in class_of(node) for node in template.graph.values()):
        return False
    is_open = {Role.DENOISE: wish.denoise is None, Role.STEPS: wish.steps is None}
    return any(is_open[role] and template.with_role(role) is not None for role in is_open)


def _is_shown(each: Input) -> bool:
    return each.role not in NOT_SHOWN and each.role is not Role.OTHER


def _within(given: Input, value: JsonValue) -> JsonValue:
    """A value of ours within what the input takes."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return value
    low = value if given.minimum is None else max(value, given.minimum)
    held = low if given.maximum is None else min(low, given.maximum)
    return int(held) if isinstance(value, int) else held
