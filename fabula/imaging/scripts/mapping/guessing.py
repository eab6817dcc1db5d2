"""What a column is probably for, by its name: the input of the same name, or a word that people use for it."""

import re
from dataclasses import dataclass

from fabula.imaging.templates import Role, Template

WORDS: dict[Role, str] = {
    Role.PROMPT: "prompt, positive, positive prompt, text, description, caption, промпт, промт, описание, текст,"
    " запрос, подсказка, позитивный промпт",
    Role.NEGATIVE: "negative, negative prompt, neg, негатив, негативный промпт, отрицательный промпт, исключить, без",
    Role.SEED: "seed, noise seed, сид, зерно",
    Role.STEPS: "steps, step count, шаги, шагов, число шагов",
    Role.CFG: "cfg, cfg scale, guidance scale, цфг, сила подсказки",
    Role.GUIDANCE: "guidance, flux guidance, ведение",
    Role.SAMPLER: "sampler, sampler name, сэмплер, семплер",
    Role.SCHEDULER: "scheduler, планировщик, расписание",
    Role.DENOISE: "denoise, denoising strength, strength, денойз, сила изменения",
    Role.WIDTH: "width, w, ширина",
    Role.HEIGHT: "height, h, высота",
    Role.BATCH: "batch, batch size, пачка, размер пачки",
    Role.CHECKPOINT: "checkpoint, ckpt, model, чекпоинт, чекпойнт, модель",
    Role.DIFFUSION_MODEL: "diffusion model, unet, model, модель",
    Role.TEXT_ENCODER: "text encoder, clip",
    Role.VAE: "vae",
    Role.LORA: "lora, лора",
    Role.LORA_STRENGTH: "lora strength, lora weight, сила лоры, вес лоры",
    Role.LORA_CLIP_STRENGTH: "lora clip strength",
    Role.CONTROL_NET: "controlnet, control net",
    Role.UPSCALE_MODEL: "upscale model, upscaler, увеличитель",
    Role.IMAGE: "image, picture, input image, source, reference, картинка, изображение, фото, референс",
    Role.MASK: "mask, маска",
    Role.FILENAME: "filename, file name, filename prefix, имя файла",
}


def plain(name: str) -> str:
    """Names that differ only in writing are one: `Negative_Prompt`, `negative prompt`."""
    return re.sub(r"[\W_]+", " ", name.casefold()).strip().replace("ё", "е")


_ROLES: dict[str, list[Role]] = {}
for _role, _words in WORDS.items():
    for _word in _words.split(","):
        _ROLES.setdefault(plain(_word), []).append(_role)


@dataclass(frozen=True, slots=True)
class Guess:
    """The input that a column is for, and whether its name says so or only a word that means it."""

    input: str
    is_exact: bool


def guess(column: str, template: Template) -> Guess | None:
    """None if no input comes to mind."""
    name = plain(column)
    for each in template.inputs:
        if name in (plain(each.name), plain(each.title)):
            return Guess(each.name, is_exact=True)
    for role in _ROLES.get(name, ()):
        found = template.with_role(role)
        if found is not None:
            return Guess(found.name, is_exact=False)
    return None
