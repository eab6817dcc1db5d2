"""Shipped templates run with what is installed; a person's own template says what is missing."""

from typing import Any

import pytest

from fabula.imaging.templates import Input, Role, ValueType
from fabula.imaging.templates.standins import installed


def model(role: Role, default: str) -> Input:
    return Input("model", role, (), ValueType.CHOICE, default=default)


@pytest.mark.parametrize(
    ("default", "offered", "taken"),
    [
        ("sd_xl_base.ckpt", ["a-sd15.ckpt", "juggernautXL_v9.ckpt"], "juggernautXL_v9.ckpt"),
        ("sd_xl_base.ckpt", ["b.ckpt", "sd_xl_base.ckpt"], "sd_xl_base.ckpt"),
        ("v1-5-pruned.ckpt", ["sdxl.ckpt", "tiny-random-sd15.ckpt"], "tiny-random-sd15.ckpt"),
        ("v1-5-pruned.ckpt", ["flux1-dev.ckpt", "dreamshaper_8.ckpt"], "dreamshaper_8.ckpt"),
        ("sd_xl_base.ckpt", ["tiny-random-sd15.ckpt"], None),
        ("sd_xl_base.ckpt", [], None),
    ],
)
def test_a_checkpoint_is_taken_by_its_kind(default: str, offered: list[Any], taken: str | None) -> None:
    assert installed(model(Role.CHECKPOINT, default), offered) == taken


def test_a_text_encoder_is_taken_by_the_words_of_its_name() -> None:
    encoder = model(Role.TEXT_ENCODER, "t5xxl_fp8_e4m3fn.safetensors")
    assert installed(encoder, ["clip_l.safetensors", "t5xxl_fp16.safetensors"]) == "t5xxl_fp16.safetensors"
    assert installed(encoder, ["clip_l.safetensors"]) is None
