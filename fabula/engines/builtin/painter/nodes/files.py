"""Pictures as files: PNG with the recipe inside, animations, names with a counter."""

import io
import json
from typing import TYPE_CHECKING, Any

from fabula.core.clock import now
from fabula.engines.builtin.painter.wire import is_table

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

LABEL = "Fabula built-in demo engine"


def as_png(picture: "Picture", chunks: dict[str, str], compress: int = 4) -> bytes:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    for key, value in chunks.items():
        info.add_text(key, value)
    written = io.BytesIO()
    picture.save(written, "PNG", pnginfo=info, compress_level=compress)
    return written.getvalue()


def recipe(graph: dict[str, Any], extra_data: dict[str, Any]) -> dict[str, str]:
    """The text chunks of a saved picture; the last one says honestly who made it."""
    chunks = {"prompt": json.dumps(graph)}
    extra: Any = extra_data.get("extra_pnginfo")
    for key, value in extra.items() if is_table(extra) else ():
        chunks[str(key)[:79]] = json.dumps(value)
    return chunks | {"Software": LABEL}


def filled(prefix: str, picture: "Picture") -> str:
    """Replace what the server replaces: `%width%`, `%height%`, `%year%` and the other parts of the time."""
    moment = now()
    known = {
        "width": picture.width,
        "height": picture.height,
        "year": moment.year,
        "month": f"{moment.month:02}",
        "day": f"{moment.day:02}",
        "hour": f"{moment.hour:02}",
        "minute": f"{moment.minute:02}",
        "second": f"{moment.second:02}",
    }
    for name, value in known.items():
        prefix = prefix.replace(f"%{name}%", str(value))
    return prefix
