"""Nodes that paint: samplers, and the parts that custom samplers are put together from."""

import asyncio
import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from fabula.core.background import in_thread
from fabula.engines.builtin.painter.nodes.context import Context
from fabula.engines.builtin.painter.nodes.spec import Kind, Result, Values, choice, integer, number, socket
from fabula.engines.builtin.painter.nodes.values import (
    Checkpoint,
    Conditioning,
    Guider,
    Latent,
    Noise,
    Sampler,
    Sigmas,
)
from fabula.engines.builtin.painter.picture.brief import Brief, Words

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

SAMPLERS = (
    "euler",
    "euler_cfg_pp",
    "euler_ancestral",
    "euler_ancestral_cfg_pp",
    "heun",
    "heunpp2",
    "dpm_2",
    "dpm_2_ancestral",
    "lms",
    "dpm_fast",
    "dpm_adaptive",
    "dpmpp_2s_ancestral",
    "dpmpp_sde",
    "dpmpp_sde_gpu",
    "dpmpp_2m",
    "dpmpp_2m_sde",
    "dpmpp_2m_sde_gpu",
    "dpmpp_3m_sde",
    "dpmpp_3m_sde_gpu",
    "ddpm",
    "lcm",
    "ipndm",
    "deis",
    "res_multistep",
    "gradient_estimation",
    "er_sde",
    "seeds_2",
    "ddim",
    "uni_pc",
    "uni_pc_bh2",
)
SCHEDULERS = (
    "simple",
    "sgm_uniform",
    "karras",
    "exponential",
    "ddim_uniform",
    "beta",
    "normal",
    "linear_quadratic",
    "kl_optimal",
)


async def _ksampler(context: Context, values: Values) -> Result:
    guider = Guider(values["model"], values["positive"], values["negative"], values["cfg"])
    sigmas = Sigmas(values["scheduler"], values["steps"], values["denoise"])
    painted = await _paint(
        context, guider, Sampler(values["sampler_name"]), sigmas, values["latent_image"], values["seed"]
    )
    return Result((painted,))


async def _ksampler_advanced(context: Context, values: Values) -> Result:
    steps = values["steps"]
    start, end = min(values["start_at_step"], steps), min(values["end_at_step"], steps)
    latent: Latent = values["latent_image"]
    if end <= start:
        return Result((latent,))
    guider = Guider(values["model"], values["positive"], values["negative"], values["cfg"])
    adds_noise = values["add_noise"] == "enable"
    denoise = (steps - start) / steps if adds_noise else 0.12 * (steps - start) / steps
    sigmas = Sigmas(values["scheduler"], end - start, 1.0 if latent.is_empty else denoise)
    seed = values["noise_seed"]
    return Result((await _paint(context, guider, Sampler(values["sampler_name"]), sigmas, latent, seed),))


async def _custom(context: Context, values: Values) -> Result:
    noise: Noise = values["noise"]
    sigmas: Sigmas = values["sigmas"]
    if noise.is_none:
        sigmas = replace(sigmas, denoise=min(sigmas.denoise, 0.12))
    painted = await _paint(context, values["guider"], values["sampler"], sigmas, values["latent_image"], noise.seed)
    return Result((painted, painted))


async def _paint(
    context: Context, guider: Guider, sampler: Sampler, sigmas: Sigmas, latent: Latent, seed: int
) -> Latent:
    """All steps of a batch: the pictures are composed in the first, and clear from noise until the last."""
    context.hold_bounds(latent.width, latent.height, latent.batch)
    steps = max(1, sigmas.steps)
    briefs = [_brief(guider, sampler, sigmas, latent, seed, index) for index in range(latent.batch)]
    if context.is_plain:
        pictures = tuple(_flat(brief) for brief in briefs)
    else:
        pictures = tuple([await _painted(context, brief) for brief in briefs])
    for step in range(1, steps + 1):
        if context.pace.step_s:
            await asyncio.sleep(context.pace.step_s)
        preview = _preview_of(context, pictures[0], step / steps, seed)
        await context.progress(step, steps, preview)
    return replace(latent, pictures=pictures)


async def _painted(context: Context, brief: Brief) -> "Picture":
    from fabula.engines.builtin.painter.picture.paint import paint

    context.check()
    return await in_thread(paint, brief)


def _preview_of(context: Context, picture: "Picture", share: float, seed: int) -> Callable[[], bytes] | None:
    if not context.wants_previews:
        return None
    from fabula.engines.builtin.painter.picture.preview import as_jpeg

    return partial(as_jpeg, picture, share, seed)


def _flat(brief: Brief) -> "Picture":
    from PIL import Image

    value = zlib.crc32(repr(brief).encode())
    return Image.new("RGB", (16, 16), (value >> 16 & 255, value >> 8 & 255, value & 255))


def _brief(guider: Guider, sampler: Sampler, sigmas: Sigmas, latent: Latent, seed: int, index: int) -> Brief:
    source = latent.pictures[index % len(latent.pictures)] if latent.pictures else None
    mask = latent.masks[index % len(latent.masks)] if latent.masks else None
    return Brief(
        words=_words(guider.positive),
        avoided=_words(guider.negative),
        width=latent.width,
        height=latent.height,
        seed=seed + index * 7919,
        steps=sigmas.steps,
        cfg=guider.cfg,
        guidance=next((phrase.guidance for phrase in guider.positive if phrase.guidance is not None), None),
        sampler=sampler.name,
        scheduler=sigmas.scheduler,
        denoise=sigmas.denoise,
        checkpoint=guider.checkpoint.name,
        family=guider.checkpoint.family,
        loras=tuple((lora.name, lora.strength) for lora in guider.checkpoint.loras),
        shift=guider.checkpoint.shift,
        guides=tuple(
            (guide.name, guide.picture, guide.strength) for phrase in guider.positive for guide in phrase.guides
        ),
        source=source,
        mask=mask,
    )


def _words(phrases: Conditioning) -> Words:
    return tuple((phrase.text, phrase.weight) for phrase in phrases)


def _random_noise(_: Context, values: Values) -> Result:
    return Result((Noise(values["noise_seed"]),))


def _no_noise(_: Context, _values: Values) -> Result:
    return Result((Noise(is_none=True),))


def _select_sampler(_: Context, values: Values) -> Result:
    return Result((Sampler(values["sampler_name"]),))


def _schedule(_: Context, values: Values) -> Result:
    return Result((Sigmas(values["scheduler"], values["steps"], values["denoise"]),))


def _basic_guider(_: Context, values: Values) -> Result:
    return Result((Guider(values["model"], values["conditioning"]),))


def _cfg_guider(_: Context, values: Values) -> Result:
    return Result((Guider(values["model"], values["positive"], values["negative"], values["cfg"]),))


def _model_sampling_flux(_: Context, values: Values) -> Result:
    checkpoint: Checkpoint = values["model"]
    return Result((replace(checkpoint, shift=values["max_shift"] - values["base_shift"]),))


def _model_sampling_sd3(_: Context, values: Values) -> Result:
    checkpoint: Checkpoint = values["model"]
    return Result((replace(checkpoint, shift=values["shift"]),))


_MODEL, _LATENT, _CONDITIONING = socket("MODEL"), socket("LATENT"), socket("CONDITIONING")
_SEED = integer(0, 0, 0xFFFFFFFFFFFFFFFF, control_after_generate=True)
_STEPS = integer(20, 1, 10000)
_CFG = number(8.0, 0.0, 100.0, step=0.1, round=0.01)
_EXTRA = "comfy_extras.nodes_custom_sampler"

KINDS = [
    Kind(
        "KSampler",
        "KSampler",
        "sampling",
        _ksampler,
        required={
            "model": _MODEL,
            "seed": _SEED,
            "steps": _STEPS,
            "cfg": _CFG,
            "sampler_name": choice(*SAMPLERS),
            "scheduler": choice(*SCHEDULERS),
            "positive": _CONDITIONING,
            "negative": _CONDITIONING,
            "latent_image": _LATENT,
            "denoise": number(1.0),
        },
        outputs=("LATENT",),
    ),
    Kind(
        "KSamplerAdvanced",
        "KSampler (Advanced)",
        "sampling",
        _ksampler_advanced,
        required={
            "model": _MODEL,
            "add_noise": choice("enable", "disable"),
            "noise_seed": _SEED,
            "steps": _STEPS,
            "cfg": _CFG,
            "sampler_name": choice(*SAMPLERS),
            "scheduler": choice(*SCHEDULERS),
            "positive": _CONDITIONING,
            "negative": _CONDITIONING,
            "latent_image": _LATENT,
            "start_at_step": integer(0, 0, 10000),
            "end_at_step": integer(10000, 0, 10000),
            "return_with_leftover_noise": choice("disable", "enable"),
        },
        outputs=("LATENT",),
    ),
    Kind(
        "SamplerCustomAdvanced",
        "SamplerCustomAdvanced",
        "sampling/custom_sampling",
        _custom,
        required={
            "noise": socket("NOISE"),
            "guider": socket("GUIDER"),
            "sampler": socket("SAMPLER"),
            "sigmas": socket("SIGMAS"),
            "latent_image": _LATENT,
        },
        outputs=("LATENT", "LATENT"),
        output_names=("output", "denoised_output"),
        module=_EXTRA,
    ),
    Kind(
        "RandomNoise",
        "RandomNoise",
        "sampling/custom_sampling/noise",
        _random_noise,
        required={"noise_seed": _SEED},
        outputs=("NOISE",),
        module=_EXTRA,
    ),
    Kind(
        "DisableNoise",
        "DisableNoise",
        "sampling/custom_sampling/noise",
        _no_noise,
        outputs=("NOISE",),
        module=_EXTRA,
    ),
    Kind(
        "KSamplerSelect",
        "KSamplerSelect",
        "sampling/custom_sampling/samplers",
        _select_sampler,
        required={"sampler_name": choice(*SAMPLERS)},
        outputs=("SAMPLER",),
        module=_EXTRA,
    ),
    Kind(
        "BasicScheduler",
        "BasicScheduler",
        "sampling/custom_sampling/schedulers",
        _schedule,
        required={"model": _MODEL, "scheduler": choice(*SCHEDULERS), "steps": _STEPS, "denoise": number(1.0)},
        outputs=("SIGMAS",),
        module=_EXTRA,
    ),
    Kind(
        "BasicGuider",
        "BasicGuider",
        "sampling/custom_sampling/guiders",
        _basic_guider,
        required={"model": _MODEL, "conditioning": _CONDITIONING},
        outputs=("GUIDER",),
        module=_EXTRA,
    ),
    Kind(
        "CFGGuider",
        "CFGGuider",
        "sampling/custom_sampling/guiders",
        _cfg_guider,
        required={"model": _MODEL, "positive": _CONDITIONING, "negative": _CONDITIONING, "cfg": _CFG},
        outputs=("GUIDER",),
        module=_EXTRA,
    ),
    Kind(
        "ModelSamplingFlux",
        "ModelSamplingFlux",
        "advanced/model",
        _model_sampling_flux,
        required={
            "model": _MODEL,
            "max_shift": number(1.15, 0.0, 100.0),
            "base_shift": number(0.5, 0.0, 100.0),
            "width": integer(1024, 16, step=8),
            "height": integer(1024, 16, step=8),
        },
        outputs=("MODEL",),
        module="comfy_extras.nodes_model_advanced",
    ),
    Kind(
        "ModelSamplingSD3",
        "ModelSamplingSD3",
        "advanced/model",
        _model_sampling_sd3,
        required={"model": _MODEL, "shift": number(3.0, 0.0, 100.0)},
        outputs=("MODEL",),
        module="comfy_extras.nodes_model_advanced",
    ),
]
