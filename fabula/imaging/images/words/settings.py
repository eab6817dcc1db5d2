"""The sampler's settings for a change of a picture: chosen by the model, and held within what works."""

from enum import StrEnum

from pydantic import BaseModel, Field

LEAST_STEPS, MOST_STEPS = 25, 30
USUAL_DENOISE, USUAL_STEPS = 0.6, 28
LEAST_DENOISE, MOST_DENOISE = 0.3, 0.9


class Change(StrEnum):
    """What a wish changes most."""

    COLOUR = "colour"
    LIGHT = "light"
    MATERIAL = "material"
    STYLE = "style"
    OBJECT = "object"
    BACKGROUND = "background"
    EVERYTHING = "everything"


BOUNDS = {
    Change.COLOUR: (0.55, 0.65),
    Change.LIGHT: (0.45, 0.65),
    Change.MATERIAL: (0.5, 0.7),
    Change.STYLE: (0.5, 0.75),
    Change.OBJECT: (0.6, 0.8),
    Change.BACKGROUND: (0.65, 0.85),
    Change.EVERYTHING: (0.7, MOST_DENOISE),
}
TASK = (
    "You choose the sampler's settings for changing a picture. `denoise` says how much is made anew: with little the "
    "wish does not come through, with much the picture falls apart. Say first what the wish changes most, then the "
    "denoise within the bounds of that: "
    + "; ".join(f"{change.value} {low:g} to {high:g}" for change, (low, high) in BOUNDS.items())
    + f". `steps` are {LEAST_STEPS} to {MOST_STEPS}: the finer the change, the more."
)


class SamplerSettings(BaseModel):
    """How a picture is changed."""

    change: Change = Field(description="What the wish changes most.")
    denoise: float = Field(ge=LEAST_DENOISE, le=MOST_DENOISE, description="How much is made anew.")
    steps: int = Field(ge=LEAST_STEPS, le=MOST_STEPS, description="How many steps are taken.")

    def held(self) -> "SamplerSettings":
        """With the denoise within the bounds of its kind of change."""
        low, high = BOUNDS[self.change]
        return self.model_copy(update={"denoise": round(min(max(self.denoise, low), high), 2)})


USUAL = SamplerSettings(change=Change.COLOUR, denoise=USUAL_DENOISE, steps=USUAL_STEPS)
