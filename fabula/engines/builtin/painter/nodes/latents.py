"""Nodes between pictures and latents: empty ones, encoding, masks, sizes."""

from dataclasses import replace

from fabula.engines.builtin.painter.nodes.context import Context, NodeFailed
from fabula.engines.builtin.painter.nodes.spec import Kind, Result, Values, choice, integer, number, socket
from fabula.engines.builtin.painter.nodes.values import Conditioning, Latent, Pictures

METHODS = ("nearest-exact", "bilinear", "area", "bicubic", "bislerp")


def _empty(context: Context, values: Values) -> Result:
    width, height, batch = values["width"] // 8 * 8, values["height"] // 8 * 8, values["batch_size"]
    context.hold_bounds(width, height, batch)
    return Result((Latent(width, height, batch),))


def _decode(_: Context, values: Values) -> Result:
    from PIL import Image

    latent: Latent = values["samples"]
    if latent.pictures:
        return Result((latent.pictures,))
    return Result((tuple(Image.new("RGB", (latent.width, latent.height), "#7f7f7f") for _ in range(latent.batch)),))


def _encode(_: Context, values: Values) -> Result:
    return Result((_encoded(values["pixels"]),))


def _encoded(pictures: Pictures) -> Latent:
    if not pictures:
        raise NodeFailed("There is no picture to encode.", "ValueError")
    first = pictures[0]
    width, height = max(8, first.width // 8 * 8), max(8, first.height // 8 * 8)
    cut = tuple(each.convert("RGB").crop((0, 0, width, height)) for each in pictures)
    return Latent(width, height, len(cut), cut)


def _encode_inpaint(_: Context, values: Values) -> Result:
    latent = _encoded(values["pixels"])
    grown = _grown(values["mask"], values["grow_mask_by"])
    return Result((replace(latent, masks=grown),))


def _grown(masks: Pictures, by: int) -> Pictures:
    from PIL import ImageFilter

    size = min(63, by * 2 + 1)
    return tuple(mask.filter(ImageFilter.MaxFilter(size)) if by else mask for mask in masks)


def _noise_mask(_: Context, values: Values) -> Result:
    return Result((replace(values["samples"], masks=tuple(values["mask"])),))


def _inpaint_model(_: Context, values: Values) -> Result:
    latent = _encoded(values["pixels"])
    if values["noise_mask"]:
        latent = replace(latent, masks=tuple(values["mask"]))
    positive: Conditioning = values["positive"]
    return Result((positive, values["negative"], latent))


def _scaled(context: Context, values: Values) -> Result:
    latent: Latent = values["samples"]
    width, height = values["width"] or latent.width, values["height"] or latent.height
    return Result((_resized(context, latent, width, height, values["upscale_method"]),))


def _scaled_by(context: Context, values: Values) -> Result:
    latent: Latent = values["samples"]
    width, height = round(latent.width * values["scale_by"]), round(latent.height * values["scale_by"])
    return Result((_resized(context, latent, width, height, values["upscale_method"]),))


def _resized(context: Context, latent: Latent, width: int, height: int, method: str) -> Latent:
    from fabula.engines.builtin.painter.nodes.images import RESAMPLE

    width, height = max(8, width // 8 * 8), max(8, height // 8 * 8)
    context.hold_bounds(width, height, latent.batch)
    pictures = tuple(picture.resize((width, height), RESAMPLE[method]) for picture in latent.pictures)
    masks = tuple(mask.resize((width, height)) for mask in latent.masks)
    return Latent(width, height, latent.batch, pictures, masks)


def _repeat(context: Context, values: Values) -> Result:
    latent: Latent = values["samples"]
    amount = values["amount"]
    context.hold_bounds(latent.width, latent.height, latent.batch * amount)
    return Result((replace(latent, batch=latent.batch * amount, pictures=latent.pictures * amount),))


_BATCH = integer(1, 1, 4096)
_LATENT, _VAE, _IMAGE, _MASK = socket("LATENT"), socket("VAE"), socket("IMAGE"), socket("MASK")
_CONDITIONING = socket("CONDITIONING")
_LATENT_OUT = ("LATENT",)

KINDS = [
    Kind(
        "EmptyLatentImage",
        "Empty Latent Image",
        "latent",
        _empty,
        required={
            "width": integer(512, 16, step=8),
            "height": integer(512, 16, step=8),
            "batch_size": _BATCH,
        },
        outputs=_LATENT_OUT,
    ),
    Kind(
        "EmptySD3LatentImage",
        "EmptySD3LatentImage",
        "latent/sd3",
        _empty,
        required={
            "width": integer(1024, 16, step=16),
            "height": integer(1024, 16, step=16),
            "batch_size": _BATCH,
        },
        outputs=_LATENT_OUT,
        module="comfy_extras.nodes_sd3",
    ),
    Kind(
        "VAEDecode",
        "VAE Decode",
        "latent",
        _decode,
        required={"samples": _LATENT, "vae": _VAE},
        outputs=("IMAGE",),
    ),
    Kind(
        "VAEEncode",
        "VAE Encode",
        "latent",
        _encode,
        required={"pixels": _IMAGE, "vae": _VAE},
        outputs=_LATENT_OUT,
        is_heavy=True,
    ),
    Kind(
        "VAEEncodeForInpaint",
        "VAE Encode (for Inpainting)",
        "latent/inpaint",
        _encode_inpaint,
        required={"pixels": _IMAGE, "vae": _VAE, "mask": _MASK, "grow_mask_by": integer(6, 0, 64, step=1)},
        outputs=_LATENT_OUT,
        is_heavy=True,
    ),
    Kind(
        "SetLatentNoiseMask",
        "Set Latent Noise Mask",
        "latent/inpaint",
        _noise_mask,
        required={"samples": _LATENT, "mask": _MASK},
        outputs=_LATENT_OUT,
    ),
    Kind(
        "InpaintModelConditioning",
        "InpaintModelConditioning",
        "conditioning/inpaint",
        _inpaint_model,
        required={
            "positive": _CONDITIONING,
            "negative": _CONDITIONING,
            "vae": _VAE,
            "pixels": _IMAGE,
            "mask": _MASK,
            "noise_mask": socket("BOOLEAN", default=True),
        },
        outputs=("CONDITIONING", "CONDITIONING", "LATENT"),
        output_names=("positive", "negative", "latent"),
        is_heavy=True,
    ),
    Kind(
        "LatentUpscale",
        "Upscale Latent",
        "latent",
        _scaled,
        required={
            "samples": _LATENT,
            "upscale_method": choice(*METHODS),
            "width": integer(512, 0, step=8),
            "height": integer(512, 0, step=8),
            "crop": choice("disabled", "center"),
        },
        outputs=_LATENT_OUT,
        is_heavy=True,
    ),
    Kind(
        "LatentUpscaleBy",
        "Upscale Latent By",
        "latent",
        _scaled_by,
        required={
            "samples": _LATENT,
            "upscale_method": choice(*METHODS),
            "scale_by": number(1.5, 0.01, 8.0),
        },
        outputs=_LATENT_OUT,
        is_heavy=True,
    ),
    Kind(
        "RepeatLatentBatch",
        "Repeat Latent Batch",
        "latent/batch",
        _repeat,
        required={"samples": _LATENT, "amount": integer(1, 1, 64)},
        outputs=_LATENT_OUT,
    ),
]
