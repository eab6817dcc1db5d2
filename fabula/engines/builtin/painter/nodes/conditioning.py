"""Nodes that turn words into conditioning and mix it."""

from dataclasses import replace

from fabula.engines.builtin.painter.nodes.context import Context
from fabula.engines.builtin.painter.nodes.spec import (
    Kind,
    Result,
    Values,
    integer,
    number,
    prompt_text,
    socket,
)
from fabula.engines.builtin.painter.nodes.values import Clip, Conditioning, ControlNet, Guide, Phrase


def _encode(_: Context, values: Values) -> Result:
    clip: Clip = values["clip"]
    return Result(((Phrase(values["text"], skip=clip.skip),),))


def _encode_flux(_: Context, values: Values) -> Result:
    words = ", ".join(dict.fromkeys(text for text in (values["t5xxl"], values["clip_l"]) if text.strip()))
    return Result(((Phrase(words, guidance=values["guidance"]),),))


def _encode_sdxl(_: Context, values: Values) -> Result:
    words = ", ".join(dict.fromkeys(text for text in (values["text_g"], values["text_l"]) if text.strip()))
    return Result(((Phrase(words, skip=values["clip"].skip),),))


def _last_layer(_: Context, values: Values) -> Result:
    clip: Clip = values["clip"]
    return Result((replace(clip, skip=values["stop_at_clip_layer"]),))


def _combine(_: Context, values: Values) -> Result:
    return Result((values["conditioning_1"] + values["conditioning_2"],))


def _concat(_: Context, values: Values) -> Result:
    more = ", ".join(phrase.text for phrase in values["conditioning_from"])
    joined = tuple(replace(phrase, text=f"{phrase.text}, {more}") for phrase in values["conditioning_to"])
    return Result((joined,))


def _zero_out(_: Context, values: Values) -> Result:
    phrases: Conditioning = values["conditioning"]
    return Result((tuple(replace(phrase, text="", weight=0.0) for phrase in phrases),))


def _average(_: Context, values: Values) -> Result:
    share = values["conditioning_to_strength"]
    to = tuple(replace(phrase, weight=phrase.weight * share) for phrase in values["conditioning_to"])
    other = tuple(replace(phrase, weight=phrase.weight * (1 - share)) for phrase in values["conditioning_from"])
    return Result((to + other,))


def _set_area(_: Context, values: Values) -> Result:
    area = (values["x"], values["y"], values["width"], values["height"])
    weight = values["strength"]
    phrases = tuple(replace(phrase, area=area, weight=phrase.weight * weight) for phrase in values["conditioning"])
    return Result((phrases,))


def _set_span(_: Context, values: Values) -> Result:
    span = (values["start"], values["end"])
    weight = max(0.0, span[1] - span[0])
    phrases = tuple(replace(phrase, span=span, weight=phrase.weight * weight) for phrase in values["conditioning"])
    return Result((phrases,))


def _guidance(_: Context, values: Values) -> Result:
    return Result((tuple(replace(phrase, guidance=values["guidance"]) for phrase in values["conditioning"]),))


def _control_net(_: Context, values: Values) -> Result:
    return Result((_guided(values["conditioning"], values),))


def _control_net_advanced(_: Context, values: Values) -> Result:
    return Result((_guided(values["positive"], values), values["negative"]))


def _guided(phrases: Conditioning, values: Values) -> Conditioning:
    control: ControlNet = values["control_net"]
    if not values["strength"] or not values["image"]:
        return phrases
    guide = Guide(control.name, values["image"][0], values["strength"])
    return tuple(replace(phrase, guides=(*phrase.guides, guide)) for phrase in phrases)


_CONDITIONING = socket("CONDITIONING")
_STRENGTH = number(1.0, 0.0, 10.0)
_SIDE = integer(64, 64, 16384, step=8)
_PLACE = integer(0, 0, 16384, step=8)
_SHARE = number(1.0, 0.0, 1.0)
_LONG = integer(1024, 0, 16384)


def _kind(name: str, title: str, run: object, required: dict[str, object], category: str = "conditioning") -> Kind:
    return Kind(name, title, category, run, required=required, outputs=("CONDITIONING",))  # pyright: ignore[reportArgumentType]


KINDS = [
    _kind("CLIPTextEncode", "CLIP Text Encode (Prompt)", _encode, {"text": prompt_text(), "clip": socket("CLIP")}),
    _kind(
        "CLIPTextEncodeFlux",
        "CLIPTextEncodeFlux",
        _encode_flux,
        {
            "clip": socket("CLIP"),
            "clip_l": prompt_text(),
            "t5xxl": prompt_text(),
            "guidance": number(3.5, 0.0, 100.0, step=0.1),
        },
    ),
    _kind(
        "CLIPTextEncodeSDXL",
        "CLIPTextEncodeSDXL",
        _encode_sdxl,
        {
            "clip": socket("CLIP"),
            "width": _LONG,
            "height": _LONG,
            "crop_w": integer(),
            "crop_h": integer(),
            "target_width": _LONG,
            "target_height": _LONG,
            "text_g": prompt_text(),
            "text_l": prompt_text(),
        },
    ),
    Kind(
        "CLIPSetLastLayer",
        "CLIP Set Last Layer",
        "conditioning",
        _last_layer,
        required={"clip": socket("CLIP"), "stop_at_clip_layer": integer(-1, -24, -1, step=1)},
        outputs=("CLIP",),
    ),
    _kind(
        "ConditioningCombine",
        "Conditioning (Combine)",
        _combine,
        {"conditioning_1": _CONDITIONING, "conditioning_2": _CONDITIONING},
    ),
    _kind(
        "ConditioningConcat",
        "Conditioning (Concat)",
        _concat,
        {"conditioning_to": _CONDITIONING, "conditioning_from": _CONDITIONING},
    ),
    _kind("ConditioningZeroOut", "ConditioningZeroOut", _zero_out, {"conditioning": _CONDITIONING}),
    _kind(
        "ConditioningAverage",
        "ConditioningAverage",
        _average,
        {
            "conditioning_to": _CONDITIONING,
            "conditioning_from": _CONDITIONING,
            "conditioning_to_strength": _SHARE,
        },
    ),
    _kind(
        "ConditioningSetArea",
        "Conditioning (Set Area)",
        _set_area,
        {
            "conditioning": _CONDITIONING,
            "width": _SIDE,
            "height": _SIDE,
            "x": _PLACE,
            "y": _PLACE,
            "strength": _STRENGTH,
        },
    ),
    _kind(
        "ConditioningSetTimestepRange",
        "ConditioningSetTimestepRange",
        _set_span,
        {"conditioning": _CONDITIONING, "start": number(0.0), "end": number(1.0)},
    ),
    _kind(
        "FluxGuidance",
        "FluxGuidance",
        _guidance,
        {"conditioning": _CONDITIONING, "guidance": number(3.5, 0.0, 100.0, step=0.1)},
    ),
    _kind(
        "ControlNetApply",
        "Apply ControlNet (OLD)",
        _control_net,
        {
            "conditioning": _CONDITIONING,
            "control_net": socket("CONTROL_NET"),
            "image": socket("IMAGE"),
            "strength": _STRENGTH,
        },
    ),
    Kind(
        "ControlNetApplyAdvanced",
        "Apply ControlNet",
        "conditioning/controlnet",
        _control_net_advanced,
        required={
            "positive": _CONDITIONING,
            "negative": _CONDITIONING,
            "control_net": socket("CONTROL_NET"),
            "image": socket("IMAGE"),
            "strength": _STRENGTH,
            "start_percent": number(0.0, step=0.001),
            "end_percent": number(1.0, step=0.001),
        },
        optional={"vae": socket("VAE")},
        outputs=("CONDITIONING", "CONDITIONING"),
        output_names=("positive", "negative"),
    ),
]
