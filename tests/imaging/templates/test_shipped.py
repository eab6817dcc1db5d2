"""The templates that come along are whole, and say what they want."""

import json
from dataclasses import replace

import pytest

from fabula.imaging.templates import Purpose, Role, Style, fill
from fabula.imaging.templates.bundle import read_bundle, write_bundle
from fabula.imaging.templates.shipped import NAMES, all_shipped, shipped

WANTED = {
    "sd15": (Style.TAGS, Purpose.TEXT_TO_IMAGE, {Role.PROMPT, Role.NEGATIVE, Role.CHECKPOINT, Role.WIDTH}),
    "sdxl": (Style.TAGS, Purpose.TEXT_TO_IMAGE, {Role.PROMPT, Role.NEGATIVE, Role.CHECKPOINT, Role.WIDTH}),
    "sdxl-lora": (
        Style.TAGS,
        Purpose.TEXT_TO_IMAGE,
        {Role.PROMPT, Role.LORA, Role.LORA_STRENGTH, Role.LORA_CLIP_STRENGTH},
    ),
    "flux": (Style.SENTENCES, Purpose.TEXT_TO_IMAGE, {Role.PROMPT, Role.GUIDANCE, Role.DIFFUSION_MODEL, Role.WIDTH}),
    "flux-img2img": (Style.SENTENCES, Purpose.IMAGE_TO_IMAGE, {Role.PROMPT, Role.IMAGE, Role.DENOISE}),
    "inpaint": (Style.TAGS, Purpose.INPAINT, {Role.PROMPT, Role.IMAGE, Role.MASK}),
    "upscale": (Style.NONE, Purpose.UPSCALE, {Role.IMAGE, Role.UPSCALE_MODEL}),
}


@pytest.mark.parametrize("name", NAMES)
def test_each_offers_what_it_is_for(name: str) -> None:
    template = shipped(f"system://{name}")
    assert template is not None
    style, purpose, roles = WANTED[name]
    assert (template.style, template.purpose) == (style, purpose)
    assert roles <= {each.role for each in template.inputs}
    assert len(template.outputs) == 1
    assert fill(template, {}) == template.graph


def test_the_chain_of_the_lora_template_is_the_known_one() -> None:
    template = shipped("sdxl-lora")
    assert template is not None
    classes = [node["class_type"] for node in template.graph.values()]
    assert classes == [
        "CheckpointLoaderSimple",
        "LoraLoader",
        "CLIPTextEncode",
        "CLIPTextEncode",
        "EmptyLatentImage",
        "KSampler",
        "VAEDecode",
        "SaveImage",
    ]


def test_an_unknown_name_is_none() -> None:
    assert shipped("../secrets") is None
    assert len(all_shipped()) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_survives_being_a_file(name: str) -> None:
    template = shipped(name)
    assert template is not None
    copied = read_bundle(json.loads(json.dumps(write_bundle(template))), name)
    assert copied == replace(template, is_shipped=False), "a copy is the person's own"
