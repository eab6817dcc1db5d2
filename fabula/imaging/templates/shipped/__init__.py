"""Templates that come with Fabula, as data files beside this module; each can be copied and changed."""

import json
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any, cast

from fabula.imaging.templates.bundle import read_bundle
from fabula.imaging.templates.template import Template

NAMES = ("sd15", "sdxl", "sdxl-lora", "flux", "flux-img2img", "inpaint", "upscale")
SCHEME = "system://"


@cache
def shipped(name: str) -> Template | None:
    """The shipped template of this name, with or without `system://` before it."""
    name = name.removeprefix(SCHEME)
    if name not in NAMES:
        return None
    text = (files(__name__) / f"{name}.json").read_text(encoding="utf-8")
    return replace(read_bundle(cast(dict[str, Any], json.loads(text)), name), is_shipped=True)


def all_shipped() -> list[Template]:
    return [template for name in NAMES if (template := shipped(name)) is not None]
