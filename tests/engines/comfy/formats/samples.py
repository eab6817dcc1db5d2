"""Small workflows and definitions that the tests of the formats share."""

import json
from functools import cache
from pathlib import Path
from typing import Any, cast

from fabula.engines.comfy.formats import Conversion, Definitions, Wishes, convert

GOLDEN = Path(__file__).parent / "golden"
Json = dict[str, Any]


@cache
def golden_pairs() -> dict[str, Json]:
    """Workflows and what ComfyUI's own page made of each (frontend 1.47.10)."""
    return cast(dict[str, Json], json.loads((GOLDEN / "pairs.json").read_text(encoding="utf-8")))


@cache
def golden_info() -> Json:
    return cast(Json, json.loads((GOLDEN / "object_info.json").read_text(encoding="utf-8")))


def info(**classes: Json) -> Json:
    """The golden classes and some more: class to required inputs, all giving and taking IMAGE."""
    extra = {
        name: {"input": {"required": inputs}, "output": ["IMAGE"], "output_name": ["IMAGE"], "name": name}
        for name, inputs in classes.items()
    }
    return golden_info() | extra


def node(number: int | str, kind: str, *values: Any, **more: Any) -> Json:
    return {"id": number, "type": kind, "widgets_values": list(values), **more}


def slot(name: str, link: int | None, kind: str = "IMAGE", *, widget: bool = False) -> Json:
    return {"name": name, "type": kind, "link": link} | ({"widget": {"name": name}} if widget else {})


def workflow(*nodes: Json, links: list[Any] | None = None, **more: Any) -> Json:
    return {"nodes": list(nodes), "links": links or [], "version": 0.4, **more}


def converted(data: Json, wishes: Wishes | None = None, **classes: Json) -> Conversion:
    return convert(data, Definitions(info(**classes)), wishes)


def inputs(conversion: Conversion, node_id: str) -> Json:
    return cast(Json, conversion.graph[node_id]["inputs"])
