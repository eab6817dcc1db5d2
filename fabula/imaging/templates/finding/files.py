"""Models, LoRAs and pictures: inputs that name a file on the server."""

from fabula.engines.comfy.formats import is_link
from fabula.imaging.templates.paths import Paths
from fabula.imaging.templates.template import Place, Role

MODELS: dict[str, Role] = {
    "ckpt_name": Role.CHECKPOINT,
    "unet_name": Role.DIFFUSION_MODEL,
    "clip_name": Role.TEXT_ENCODER,
    "clip_name1": Role.TEXT_ENCODER,
    "clip_name2": Role.TEXT_ENCODER,
    "clip_name3": Role.TEXT_ENCODER,
    "clip_name4": Role.TEXT_ENCODER,
    "vae_name": Role.VAE,
    "lora_name": Role.LORA,
    "control_net_name": Role.CONTROL_NET,
}
NOT_TEXT = frozenset({"CLIPVisionLoader"})
UPSCALERS = frozenset({"UpscaleModelLoader"})
STRENGTHS = {
    "strength_model": Role.LORA_STRENGTH,
    "strength": Role.LORA_STRENGTH,
    "strength_clip": Role.LORA_CLIP_STRENGTH,
}
PICTURES = frozenset({"LoadImage", "LoadImageOutput", "LoadImageMask", "ETN_LoadImageBase64"})
MASKS = frozenset({"LoadImageMask", "ETN_LoadMaskBase64"})

# Where a missing file belongs, by the name of the input.
FOLDERS: dict[str, str] = {
    "ckpt_name": "models/checkpoints",
    "unet_name": "models/diffusion_models",
    "clip_name": "models/text_encoders",
    "clip_name1": "models/text_encoders",
    "clip_name2": "models/text_encoders",
    "clip_name3": "models/text_encoders",
    "clip_name4": "models/text_encoders",
    "vae_name": "models/vae",
    "lora_name": "models/loras",
    "control_net_name": "models/controlnet",
    "style_model_name": "models/style_models",
    "gligen_name": "models/gligen",
    "hypernetwork_name": "models/hypernetworks",
    "model_name": "models/upscale_models",
}


def models_in(paths: Paths, alive: list[str]) -> list[tuple[Role, Place]]:
    """Every model file in use, from the loader towards the sampler, each LoRA followed by its strengths."""
    found: list[tuple[Role, Place]] = []
    for node_id in reversed(alive):
        inputs = paths.inputs(node_id)
        for name, value in inputs.items():
            role = _role(paths.class_of(node_id), name)
            if role is None or not isinstance(value, str):
                continue
            found.append((role, Place(node_id, name)))
            if role is Role.LORA:
                found += _strengths(paths, node_id)
    return found


def _role(class_type: str, name: str) -> Role | None:
    if class_type in UPSCALERS and name == "model_name":
        return Role.UPSCALE_MODEL
    return None if class_type in NOT_TEXT else MODELS.get(name)


def _strengths(paths: Paths, node_id: str) -> list[tuple[Role, Place]]:
    inputs = paths.inputs(node_id)
    taken: dict[Role, Place] = {}
    for name, role in STRENGTHS.items():
        if name in inputs and not is_link(inputs[name]):
            taken.setdefault(role, Place(node_id, name))
    return list(taken.items())


def pictures_in(paths: Paths, alive: list[str], near: list[str]) -> list[tuple[Role, Place]]:
    """Pictures and masks that come in; first those that the first sampler starts from."""
    order = [node_id for node_id in near if node_id in set(alive)] + [
        node_id for node_id in alive if node_id not in near
    ]
    return [
        (_picture_role(paths, node_id), Place(node_id, "image"))
        for node_id in dict.fromkeys(order)
        if paths.class_of(node_id) in PICTURES and isinstance(paths.inputs(node_id).get("image"), str)
    ]


def _picture_role(paths: Paths, node_id: str) -> Role:
    if paths.class_of(node_id) in MASKS:
        return Role.MASK
    slots = {consumer.slot for consumer in paths.consumers(node_id)}
    return Role.MASK if slots == {1} else Role.IMAGE
