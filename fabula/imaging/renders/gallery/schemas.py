"""Pictures on the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, JsonValue, StringConstraints

from fabula.core.ids import RowId

Title = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class Picture(BaseModel):
    """One picture (or other file) that a render made."""

    id: str
    render_id: str
    group_id: str
    asset_id: str
    created_at: datetime
    title: str
    template: str
    source: str
    seed: int | None
    media_type: str
    width: int | None
    height: int | None
    favourite: bool
    demo: bool
    variants: int
    url: str
    thumbnail_url: str | None


class PictureDetail(Picture):
    """A picture with everything that made it."""

    template_name: str
    recipe: dict[str, JsonValue]
    siblings: list[Picture]


class PictureChange(BaseModel):
    """What a person may change of a picture."""

    title: Title | None = None
    favourite: bool | None = None


class Chosen(BaseModel):
    """Several pictures at once."""

    ids: Annotated[list[RowId], Field(min_length=1, max_length=500)]


class PictureCount(BaseModel):
    """How many pictures a person has."""

    all: int
    favourites: int
