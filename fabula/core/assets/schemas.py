"""Assets on the wire."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, JsonValue

from fabula.core.assets.tables import AssetRow

Kind = Literal["picture", "file"]


class Asset(BaseModel):
    """A stored file: what it is, where it can be read, and the recipe that made it."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    media_type: str
    bytes: int
    width: int | None
    height: int | None
    sha256: str
    kind: Kind
    created_at: datetime
    url: str
    thumbnail_url: str | None
    provenance: dict[str, JsonValue] | None


def asset_of(row: AssetRow) -> Asset:
    url = f"/api/assets/{row.id}"
    shown: dict[str, Any] = {
        name: getattr(row, name)
        for name in (
            "id",
            "name",
            "media_type",
            "bytes",
            "width",
            "height",
            "sha256",
            "kind",
            "created_at",
            "provenance",
        )
    }
    thumbnail = f"{url}/thumbnail" if row.kind == "picture" else None
    return Asset(**shown, url=f"{url}/content", thumbnail_url=thumbnail)
