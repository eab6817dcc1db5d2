"""Drawings on the wire: what somebody wishes to see, and everything that made it."""

from typing import Annotated

from pydantic import BaseModel, Field, JsonValue, StringConstraints

from fabula.core.assets import Asset
from fabula.core.ids import RowId
from fabula.core.runs import Run

MOST_VARIANTS = 4
SMALLEST_SIDE, LARGEST_SIDE = 64, 4096

Description = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Side = Annotated[int | None, Field(ge=SMALLEST_SIDE, le=LARGEST_SIDE)]


class DrawingWish(BaseModel):
    """A picture in words, in any language; what is left out is chosen for the template and the wish.

    With a reference the picture is changed, with a mask only where the mask is white.
    """

    description: Description
    width: Side = None
    height: Side = None
    reference: Annotated[RowId | None, Field(description="The asset that is changed.")] = None
    mask: RowId | None = None
    count: Annotated[int, Field(ge=1, le=MOST_VARIANTS)] = 1
    template: Annotated[str | None, StringConstraints(min_length=1, max_length=80)] = None
    negative: Annotated[str | None, StringConstraints(max_length=4000)] = None
    seed: Annotated[int | None, Field(ge=0, le=2**53 - 1)] = None
    denoise: Annotated[float | None, Field(gt=0, le=1)] = None
    steps: Annotated[int | None, Field(ge=1, le=150)] = None
    cfg: Annotated[float | None, Field(ge=0, le=30)] = None
    as_written: Annotated[bool, Field(description="The description is the prompt already.")] = False


class Variant(BaseModel):
    """One picture of a drawing, with the seed that makes it again."""

    place: int
    picture_id: str
    render_id: str
    asset_id: str
    url: str
    thumbnail_url: str
    seed: int | None
    width: int | None
    height: int | None
    server: str | None
    demo: bool
    is_picked: bool


class Drawing(BaseModel):
    """The pictures of one wish, and everything that made them.

    `settings` are the values that the template got beside the prompt: the sampler's, size and models. `parent_id` is
    the drawing whose picture is the reference; `notes` say what was done without, and why.
    """

    run: Run
    wish: DrawingWish
    reference: Asset | None
    mask: Asset | None
    parent_id: str | None
    seen: Annotated[str, Field(description="What the vision model saw in the reference.")]
    seen_by: str
    prompt: str
    negative: str
    written_by: Annotated[str, Field(description="The model that wrote the prompt; empty if it is a plain one.")]
    settings: dict[str, JsonValue]
    template: str
    template_name: str
    revision: int
    notes: list[str]
    variants: list[Variant]


class Pick(BaseModel):
    """Which picture of a drawing is the best."""

    pick: Annotated[int, Field(ge=0, le=1000, description="The place of the picture.")]
