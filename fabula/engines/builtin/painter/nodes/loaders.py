"""Nodes that load models: they cost time and VRAM, and give names to what follows."""

from fabula.engines.builtin.painter.models import find
from fabula.engines.builtin.painter.nodes.context import Context, NodeFailed
from fabula.engines.builtin.painter.nodes.spec import Kind, Result, Values, choice, number, offered, socket
from fabula.engines.builtin.painter.nodes.values import Checkpoint, Clip, ControlNet, Lora, UpscaleModel, Vae

_CLIP_TYPES = ("stable_diffusion", "stable_cascade", "sd3", "stable_audio", "mochi", "ltxv", "pixart", "flux", "wan")
_DUAL_TYPES = ("sdxl", "sd3", "flux", "hunyuan_video", "hidream")


async def _loaded(context: Context, folder: str, name: str) -> str:
    model = find(folder, name)
    if model is None:
        raise NodeFailed(f"Model in folder '{folder}' with filename '{name}' not found.", "FileNotFoundError")
    await context.load(model)
    return model.family


async def _checkpoint(context: Context, values: Values) -> Result:
    name = values["ckpt_name"]
    family = await _loaded(context, "checkpoints", name)
    return Result((Checkpoint(name, family), Clip(name), Vae(name)))


async def _unet(context: Context, values: Values) -> Result:
    name = values["unet_name"]
    return Result((Checkpoint(name, await _loaded(context, "diffusion_models", name)),))


async def _clip(context: Context, values: Values) -> Result:
    await _loaded(context, "text_encoders", values["clip_name"])
    return Result((Clip(values["clip_name"]),))


async def _two_clips(context: Context, values: Values) -> Result:
    for name in (values["clip_name1"], values["clip_name2"]):
        await _loaded(context, "text_encoders", name)
    return Result((Clip(f"{values['clip_name1']}+{values['clip_name2']}"),))


async def _vae(context: Context, values: Values) -> Result:
    await _loaded(context, "vae", values["vae_name"])
    return Result((Vae(values["vae_name"]),))


async def _lora(context: Context, values: Values) -> Result:
    checkpoint: Checkpoint = values["model"]
    clip: Clip = values["clip"]
    name, model_strength, clip_strength = values["lora_name"], values["strength_model"], values["strength_clip"]
    if model_strength == 0 and clip_strength == 0:
        return Result((checkpoint, clip))
    await _loaded(context, "loras", name)
    hung = checkpoint.with_lora(Lora(name, model_strength)) if model_strength else checkpoint
    told = Clip(clip.name, (*clip.loras, Lora(name, clip_strength)), clip.skip) if clip_strength else clip
    return Result((hung, told))


async def _lora_model_only(context: Context, values: Values) -> Result:
    checkpoint: Checkpoint = values["model"]
    if values["strength_model"] == 0:
        return Result((checkpoint,))
    await _loaded(context, "loras", values["lora_name"])
    return Result((checkpoint.with_lora(Lora(values["lora_name"], values["strength_model"])),))


async def _control_net(context: Context, values: Values) -> Result:
    await _loaded(context, "controlnet", values["control_net_name"])
    return Result((ControlNet(values["control_net_name"]),))


async def _upscale_model(context: Context, values: Values) -> Result:
    name = values["model_name"]
    await _loaded(context, "upscale_models", name)
    return Result((UpscaleModel(name, 4 if "4x" in name else 2),))


_LORA_RANGE = {"step": 0.01}
_MODEL, _CLIP = socket("MODEL"), socket("CLIP")

KINDS = [
    Kind(
        "CheckpointLoaderSimple",
        "Load Checkpoint",
        "model/loaders",
        _checkpoint,
        required={"ckpt_name": offered("checkpoints", tooltip="The checkpoint (model) to load.")},
        outputs=("MODEL", "CLIP", "VAE"),
    ),
    Kind(
        "UNETLoader",
        "Load Diffusion Model",
        "model/loaders",
        _unet,
        required={
            "unet_name": offered("diffusion_models"),
            "weight_dtype": choice("default", "fp8_e4m3fn", "fp8_e4m3fn_fast", "fp8_e5m2"),
        },
        outputs=("MODEL",),
    ),
    Kind(
        "CLIPLoader",
        "Load CLIP",
        "model/loaders",
        _clip,
        required={"clip_name": offered("text_encoders"), "type": choice(*_CLIP_TYPES)},
        optional={"device": choice("default", "cpu", advanced=True)},
        outputs=("CLIP",),
    ),
    Kind(
        "DualCLIPLoader",
        "DualCLIPLoader",
        "model/loaders",
        _two_clips,
        required={
            "clip_name1": offered("text_encoders"),
            "clip_name2": offered("text_encoders"),
            "type": choice(*_DUAL_TYPES),
        },
        optional={"device": choice("default", "cpu", advanced=True)},
        outputs=("CLIP",),
    ),
    Kind(
        "VAELoader",
        "Load VAE",
        "model/loaders",
        _vae,
        required={"vae_name": offered("vae")},
        outputs=("VAE",),
    ),
    Kind(
        "LoraLoader",
        "Load LoRA (Model and CLIP)",
        "model/loaders",
        _lora,
        required={
            "model": _MODEL,
            "clip": _CLIP,
            "lora_name": offered("loras"),
            "strength_model": number(1.0, -100.0, 100.0),
            "strength_clip": number(1.0, -100.0, 100.0),
        },
        outputs=("MODEL", "CLIP"),
    ),
    Kind(
        "LoraLoaderModelOnly",
        "Load LoRA",
        "model/loaders",
        _lora_model_only,
        required={
            "model": _MODEL,
            "lora_name": offered("loras"),
            "strength_model": number(1.0, -100.0, 100.0),
        },
        outputs=("MODEL",),
    ),
    Kind(
        "ControlNetLoader",
        "Load ControlNet Model",
        "model/loaders",
        _control_net,
        required={"control_net_name": offered("controlnet")},
        outputs=("CONTROL_NET",),
    ),
    Kind(
        "UpscaleModelLoader",
        "Load Upscale Model",
        "model/loaders",
        _upscale_model,
        required={"model_name": offered("upscale_models")},
        outputs=("UPSCALE_MODEL",),
        module="comfy_extras.nodes_upscale_model",
    ),
]
