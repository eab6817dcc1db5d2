"""Nodes that load, make and change pictures."""

from typing import TYPE_CHECKING

from fabula.engines.builtin.painter.folders import Folders, OutsideTheFolder
from fabula.engines.builtin.painter.nodes.context import Context, NodeFailed
from fabula.engines.builtin.painter.nodes.spec import Kind, Result, Values, choice, integer, number, offered, socket
from fabula.engines.builtin.painter.nodes.values import Pictures, UpscaleModel

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

METHODS = ("nearest-exact", "bilinear", "area", "bicubic", "lanczos")
# Pillow's own numbers: nearest 0, lanczos 1, bilinear 2, bicubic 3, box 4.
RESAMPLE = {"nearest-exact": 0, "bilinear": 2, "area": 4, "bicubic": 3, "lanczos": 1, "bislerp": 3}


def _load(context: Context, values: Values) -> Result:
    picture = _opened(context, values["image"])
    alpha = (
        picture.convert("RGBA").getchannel("A") if "A" in picture.getbands() or "transparency" in picture.info else None
    )
    return Result(((picture.convert("RGB"),), (_inverted(alpha, picture),)))


def _load_mask(context: Context, values: Values) -> Result:
    picture, channel = _opened(context, values["image"]).convert("RGBA"), values["channel"]
    mask = picture.getchannel({"alpha": "A", "red": "R", "green": "G", "blue": "B"}[channel])
    return Result(((_inverted(mask, picture) if channel == "alpha" else mask,),))


def _inverted(alpha: "Picture | None", picture: "Picture") -> "Picture":
    from PIL import Image, ImageOps

    return ImageOps.invert(alpha) if alpha is not None else Image.new("L", picture.size, 0)


def _opened(context: Context, name: str) -> "Picture":
    from PIL import Image, ImageOps

    try:
        with Image.open(context.folders.annotated(name)) as opened:
            context.hold_bounds(opened.width, opened.height, 1)
            opened.load()
            return ImageOps.exif_transpose(opened)
    except (OSError, ValueError, OutsideTheFolder, Image.DecompressionBombError) as error:
        raise NodeFailed(f"The file {name} is not a picture that can be read.", type(error).__name__) from error


def _check_file(values: Values, folders: Folders) -> list[tuple[str, str]]:
    name = values.get("image")
    try:
        exists = isinstance(name, str) and folders.annotated(name).is_file()
    except (OutsideTheFolder, ValueError):
        exists = False
    return [] if exists or isinstance(name, list) else [("image", f"Invalid image file: {name}")]


def _file_changes(values: Values, folders: Folders) -> str:
    try:
        known = folders.annotated(str(values["image"])).stat()
    except (OSError, OutsideTheFolder, ValueError):
        return ""
    return f"{known.st_mtime_ns}-{known.st_size}"


def _empty(context: Context, values: Values) -> Result:
    from PIL import Image

    width, height, batch = values["width"], values["height"], values["batch_size"]
    context.hold_bounds(width, height, batch)
    colour = values["color"]
    rgb = (colour >> 16 & 255, colour >> 8 & 255, colour & 255)
    return Result((tuple(Image.new("RGB", (width, height), rgb) for _ in range(batch)),))


def _scale(context: Context, values: Values) -> Result:
    pictures: Pictures = values["image"]
    return Result((tuple(_scaled(context, each, values) for each in pictures),))


def _scaled(context: Context, picture: "Picture", values: Values) -> "Picture":
    width, height = values["width"], values["height"]
    if not width and not height:
        return picture
    width = width or max(1, round(picture.width * height / picture.height))
    height = height or max(1, round(picture.height * width / picture.width))
    context.hold_bounds(width, height, 1)
    if values["crop"] == "center":
        picture = _cropped(picture, width / height)
    return picture.resize((width, height), RESAMPLE[values["upscale_method"]])


def _cropped(picture: "Picture", ratio: float) -> "Picture":
    width = min(picture.width, round(picture.height * ratio))
    height = min(picture.height, round(picture.width / ratio))
    left, top = (picture.width - width) // 2, (picture.height - height) // 2
    return picture.crop((left, top, left + max(1, width), top + max(1, height)))


def _scale_by(context: Context, values: Values) -> Result:
    return Result((_resized(context, values["image"], values["scale_by"], RESAMPLE[values["upscale_method"]]),))


def _scale_total(context: Context, values: Values) -> Result:
    pictures: Pictures = values["image"]
    pixels = values["megapixels"] * 1024 * 1024
    by = (pixels / (pictures[0].width * pictures[0].height)) ** 0.5
    return Result((_resized(context, pictures, by, RESAMPLE[values["upscale_method"]]),))


def _resized(context: Context, pictures: Pictures, by: float, method: int) -> Pictures:
    sizes = [(max(1, round(each.width * by)), max(1, round(each.height * by))) for each in pictures]
    for width, height in sizes:
        context.hold_bounds(width, height, len(pictures))
    return tuple(each.resize(size, method) for each, size in zip(pictures, sizes, strict=True))


def _invert(_: Context, values: Values) -> Result:
    from PIL import ImageOps

    return Result((tuple(ImageOps.invert(each.convert("RGB")) for each in values["image"]),))


def _batch(_: Context, values: Values) -> Result:
    first: Pictures = values["image1"]
    size = first[0].size
    more = tuple(each if each.size == size else each.resize(size, 2) for each in values["image2"])
    return Result((first + more,))


async def _upscale(context: Context, values: Values) -> Result:
    from fabula.core.background import in_thread
    from fabula.engines.builtin.painter.picture.refine import refined

    model: UpscaleModel = values["upscale_model"]
    pictures: Pictures = values["image"]
    made: list[Picture] = []
    for number_done, each in enumerate(pictures, start=1):
        context.hold_bounds(each.width * model.scale, each.height * model.scale, len(pictures))
        made.append(await in_thread(refined, each, model.scale))
        await context.progress(number_done, len(pictures))
    return Result((tuple(made),))


def _blend(_: Context, values: Values) -> Result:
    from PIL import Image

    first: Pictures = values["image1"]
    second: Pictures = values["image2"]
    pairs = zip(first, second, strict=False)
    return Result((tuple(Image.blend(a, b.resize(a.size, 2), values["blend_factor"]) for a, b in pairs),))


def _size(_: Context, values: Values) -> Result:
    pictures: Pictures = values["image"]
    return Result((pictures[0].width, pictures[0].height, len(pictures)))


_IMAGE = socket("IMAGE")
_IMAGE_OUT = ("IMAGE",)
_METHOD = choice(*METHODS)

KINDS = [
    Kind(
        "LoadImage",
        "Load Image",
        "image",
        _load,
        required={"image": offered("input", image_upload=True)},
        outputs=("IMAGE", "MASK"),
        is_heavy=True,
        check=_check_file,
        checked_inputs=frozenset({"image"}),
        changes=_file_changes,
    ),
    Kind(
        "LoadImageMask",
        "Load Image (as Mask)",
        "mask",
        _load_mask,
        required={
            "image": offered("input", image_upload=True),
            "channel": choice("alpha", "red", "green", "blue"),
        },
        outputs=("MASK",),
        is_heavy=True,
        check=_check_file,
        checked_inputs=frozenset({"image"}),
        changes=_file_changes,
    ),
    Kind(
        "EmptyImage",
        "EmptyImage",
        "image",
        _empty,
        required={
            "width": integer(512, 1, step=1),
            "height": integer(512, 1, step=1),
            "batch_size": integer(1, 1, 4096),
            "color": integer(0, 0, 0xFFFFFF, step=1, display="color"),
        },
        outputs=_IMAGE_OUT,
    ),
    Kind(
        "ImageScale",
        "Upscale Image",
        "image/upscaling",
        _scale,
        required={
            "image": _IMAGE,
            "upscale_method": _METHOD,
            "width": integer(512, 0, step=1),
            "height": integer(512, 0, step=1),
            "crop": choice("disabled", "center"),
        },
        outputs=_IMAGE_OUT,
        is_heavy=True,
    ),
    Kind(
        "ImageScaleBy",
        "Upscale Image By",
        "image/upscaling",
        _scale_by,
        required={"image": _IMAGE, "upscale_method": _METHOD, "scale_by": number(1.0, 0.01, 8.0)},
        outputs=_IMAGE_OUT,
        is_heavy=True,
    ),
    Kind(
        "ImageScaleToTotalPixels",
        "Scale Image to Total Pixels",
        "image/upscaling",
        _scale_total,
        required={"image": _IMAGE, "upscale_method": _METHOD, "megapixels": number(1.0, 0.01, 16.0)},
        outputs=_IMAGE_OUT,
        is_heavy=True,
    ),
    Kind(
        "ImageInvert", "Invert Image", "image", _invert, required={"image": _IMAGE}, outputs=_IMAGE_OUT, is_heavy=True
    ),
    Kind(
        "ImageBatch",
        "Batch Images",
        "image",
        _batch,
        required={"image1": _IMAGE, "image2": _IMAGE},
        outputs=_IMAGE_OUT,
    ),
    Kind(
        "ImageBlend",
        "Image Blend",
        "image/postprocessing",
        _blend,
        required={
            "image1": _IMAGE,
            "image2": _IMAGE,
            "blend_factor": number(0.5),
            "blend_mode": choice("normal"),
        },
        outputs=_IMAGE_OUT,
        is_heavy=True,
    ),
    Kind(
        "GetImageSize",
        "Get Image Size",
        "image",
        _size,
        required={"image": _IMAGE},
        outputs=("INT", "INT", "INT"),
        output_names=("width", "height", "batch_size"),
    ),
    Kind(
        "ImageUpscaleWithModel",
        "Upscale Image (using Model)",
        "image/upscaling",
        _upscale,
        required={"upscale_model": socket("UPSCALE_MODEL"), "image": _IMAGE},
        outputs=_IMAGE_OUT,
        module="comfy_extras.nodes_upscale_model",
    ),
]
