"""The models that the painter offers: names that say what they are, a size in VRAM, and what their headers tell."""

from dataclasses import dataclass, field

FOLDERS = (
    "checkpoints",
    "configs",
    "loras",
    "vae",
    "text_encoders",
    "diffusion_models",
    "clip_vision",
    "style_models",
    "embeddings",
    "diffusers",
    "vae_approx",
    "controlnet",
    "gligen",
    "upscale_models",
    "latent_upscale_models",
    "custom_nodes",
    "hypernetworks",
    "photomaker",
    "classifiers",
    "model_patches",
    "audio_encoders",
)


@dataclass(frozen=True, slots=True)
class DemoModel:
    """One offered file: it exists by name only, and costs what a real one of its kind would."""

    name: str
    folder: str
    family: str
    vram_mb: int
    metadata: dict[str, str] = field(default_factory=dict[str, str])


def _titled(name: str, architecture: str) -> dict[str, str]:
    return {"modelspec.title": name, "modelspec.architecture": architecture, "note": "Fabula built-in demo engine"}


MODELS = (
    DemoModel("fabula-demo-sd15.safetensors", "checkpoints", "sd15", 2100, _titled("Fabula demo SD 1.5", "sd-v1")),
    DemoModel("fabula-demo-sdxl.safetensors", "checkpoints", "sdxl", 5200, _titled("Fabula demo SDXL", "sdxl-v1")),
    DemoModel("fabula-demo-flux.safetensors", "checkpoints", "flux", 6400, _titled("Fabula demo Flux", "flux-1-dev")),
    DemoModel("fabula-demo-flux.safetensors", "diffusion_models", "flux", 5800, _titled("Fabula demo Flux", "flux-1")),
    DemoModel("fabula-demo-clip-l.safetensors", "text_encoders", "clip", 250),
    DemoModel("fabula-demo-t5xxl.safetensors", "text_encoders", "t5", 1400),
    DemoModel("fabula-demo-ae.safetensors", "vae", "flux", 160),
    DemoModel("fabula-demo-vae.safetensors", "vae", "sd", 160),
    DemoModel(
        "fabula-demo-watercolour.safetensors",
        "loras",
        "sdxl",
        90,
        {"ss_base_model_version": "sdxl_base_v1-0", "note": "watercolour washes"},
    ),
    DemoModel(
        "fabula-demo-ink.safetensors",
        "loras",
        "sdxl",
        90,
        {"ss_base_model_version": "sdxl_base_v1-0", "note": "ink on paper"},
    ),
    DemoModel(
        "styles/fabula-demo-golden-hour.safetensors",
        "loras",
        "sd15",
        60,
        {"ss_base_model_version": "sd_v1", "note": "warm evening light"},
    ),
    DemoModel("fabula-demo-upscale-2x.safetensors", "upscale_models", "upscale", 70),
    DemoModel("fabula-demo-upscale-4x.safetensors", "upscale_models", "upscale", 70),
    DemoModel("fabula-demo-depth.safetensors", "controlnet", "control", 700),
    DemoModel("fabula-demo-lineart.safetensors", "controlnet", "control", 700),
    DemoModel("fabula-demo-good-light.safetensors", "embeddings", "embedding", 0),
)
_BY_PLACE = {(model.folder, model.name): model for model in MODELS}


def names(folder: str) -> list[str]:
    return sorted(model.name for model in MODELS if model.folder == folder)


def find(folder: str, name: str) -> DemoModel | None:
    return _BY_PLACE.get((folder, name))
