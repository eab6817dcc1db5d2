"""Nodes that put pictures out: files, temporary files, the socket, animations."""

import errno
import secrets
import string
from pathlib import Path

from fabula.core.background import in_thread
from fabula.engines.builtin.painter.nodes.context import Context
from fabula.engines.builtin.painter.nodes.files import LABEL, as_png, filled, recipe
from fabula.engines.builtin.painter.nodes.spec import (
    Kind,
    Result,
    Values,
    boolean,
    combo,
    integer,
    number,
    socket,
    text,
)
from fabula.engines.builtin.painter.nodes.values import Pictures


async def _save(context: Context, values: Values) -> Result:
    return await _written(context, values["images"], values["filename_prefix"], "output")


async def _preview(context: Context, values: Values) -> Result:
    letters = "".join(secrets.choice(string.ascii_lowercase) for _ in range(5))
    return await _written(context, values["images"], f"ComfyUI_temp_{letters}", "temp")


async def _written(context: Context, pictures: Pictures, prefix: str, kind: str) -> Result:
    place = context.folders.next_place(kind, filled(prefix, pictures[0]), len(pictures))
    chunks = recipe(context.graph, context.extra_data)
    saved: list[dict[str, str]] = []
    for index, picture in enumerate(pictures):
        _hold_room(context, kind)
        name = f"{place.stem.replace('%batch_num%', str(index))}_{place.counter + index:05}_.png"
        if context.is_plain:
            (place.folder / name).write_bytes(as_png(picture, chunks, 1))
        else:
            png = await in_thread(as_png, picture, chunks)
            await in_thread((place.folder / name).write_bytes, png)
        saved.append({"filename": name, "subfolder": place.subfolder, "type": kind})
    return Result((pictures,), {"images": saved})


def _hold_room(context: Context, kind: str) -> None:
    if context.is_full and kind == "output":
        raise OSError(errno.ENOSPC, "No space left on device")


async def _over_socket(context: Context, values: Values) -> Result:
    pictures: Pictures = values["images"]
    for index, picture in enumerate(pictures, start=1):
        await context.send_picture(picture, index, len(pictures))
    return Result((), None)


async def _save_webp(context: Context, values: Values) -> Result:
    pictures: Pictures = values["images"]
    place = context.folders.next_place("output", filled(values["filename_prefix"], pictures[0]))
    _hold_room(context, "output")
    name = f"{place.stem}_{place.counter:05}_.webp"
    await in_thread(_animate, place.folder / name, pictures, values)
    saved = {"filename": name, "subfolder": place.subfolder, "type": "output"}
    return Result((), {"images": [saved], "animated": [len(pictures) > 1]})


def _animate(path: Path, pictures: Pictures, values: Values) -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x0131] = LABEL
    first, *others = (picture.convert("RGB") for picture in pictures)
    first.save(
        path,
        "WEBP",
        save_all=True,
        append_images=others,
        duration=max(1, round(1000 / values["fps"])),
        lossless=values["lossless"],
        quality=values["quality"],
        method={"default": 4, "fastest": 0, "slowest": 6}[values["method"]],
        exif=exif,
    )


_HIDDEN = {"prompt": "PROMPT", "extra_pnginfo": "EXTRA_PNGINFO"}
_IMAGES = socket("IMAGE")

KINDS = [
    Kind(
        "SaveImage",
        "Save Image",
        "image",
        _save,
        required={"images": _IMAGES, "filename_prefix": text("ComfyUI")},
        hidden=_HIDDEN,
        outputs=("IMAGE",),
        output_names=("images",),
        is_output=True,
    ),
    Kind(
        "PreviewImage",
        "Preview Image",
        "image",
        _preview,
        required={"images": _IMAGES},
        hidden=_HIDDEN,
        outputs=("IMAGE",),
        output_names=("images",),
        is_output=True,
    ),
    Kind(
        "SaveImageWebsocket",
        "SaveImageWebsocket",
        "api/image",
        _over_socket,
        required={"images": _IMAGES},
        is_output=True,
        is_never_cached=True,
        module="custom_nodes.websocket_image_save",
    ),
    Kind(
        "SaveAnimatedWEBP",
        "SaveAnimatedWEBP",
        "image/animation",
        _save_webp,
        required={
            "images": _IMAGES,
            "filename_prefix": text("ComfyUI"),
            "fps": number(6.0, 0.01, 1000.0),
            "lossless": boolean(True),
            "quality": integer(80, 0, 100),
            "method": combo("default", "fastest", "slowest"),
        },
        hidden=_HIDDEN,
        is_output=True,
        module="comfy_extras.nodes_images",
    ),
]
