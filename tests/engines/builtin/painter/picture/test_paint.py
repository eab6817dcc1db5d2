"""The picture follows every value, and the same values give the same bytes."""

import math
import time
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat

from fabula.engines.builtin.painter.picture.brief import Brief
from fabula.engines.builtin.painter.picture.paint import paint
from fabula.engines.builtin.painter.picture.places import PLACES
from fabula.engines.builtin.painter.picture.preview import as_jpeg

BASE = Brief(words=(("a lighthouse at dusk", 1.0),), avoided=(("blurry", 1.0),), width=96, height=96, seed=5)


def said(text: str, **values: Any) -> Brief:
    return replace(BASE, words=((text, 1.0),), **values)


def difference(a: Image.Image, b: Image.Image) -> float:
    """The mean distance of two pictures, 0 to 255."""
    return sum(ImageStat.Stat(ImageChops.difference(a, b)).mean) / 3


@pytest.mark.parametrize("text", ["a lighthouse at dusk", "портрет девушки", "лиса в лесу"])
def test_the_same_values_give_the_same_bytes(text: str) -> None:
    assert paint(said(text)).tobytes() == paint(said(text)).tobytes()


@pytest.mark.parametrize(
    "values",
    [
        {"seed": 6},
        {"steps": 5},
        {"steps": 21},
        {"cfg": 3.0},
        {"guidance": 2.0},
        {"sampler": "dpmpp_2m"},
        {"scheduler": "karras"},
        {"family": "sdxl"},
        {"shift": 3.0},
        {"width": 128},
        {"avoided": (("stars, moon", 1.0),)},
        {"words": (("a lighthouse at night", 1.0),)},
        {"loras": (("fabula-demo-ink.safetensors", 0.5),)},
    ],
    ids=str,
)
def test_every_value_matters(values: dict[str, Any]) -> None:
    assert paint(replace(BASE, **values)).tobytes() != paint(BASE).tobytes()


def test_another_seed_is_another_composition() -> None:
    assert difference(paint(BASE), paint(replace(BASE, seed=99))) > 8


def test_an_ancestral_sampler_composes_anew() -> None:
    assert difference(paint(BASE), paint(replace(BASE, sampler="euler_ancestral"))) > 8


def test_a_lora_follows_its_strength() -> None:
    plain = paint(BASE)
    weak, strong = (paint(replace(BASE, loras=(("fabula-demo-ink.safetensors", each),))) for each in (0.3, 1.0))
    assert 0 < difference(plain, weak) < difference(plain, strong)


def test_more_cfg_means_more_colour() -> None:
    def colourful(cfg: float) -> float:
        return ImageStat.Stat(paint(replace(BASE, cfg=cfg)).convert("HSV")).mean[1]

    assert colourful(2.0) < colourful(7.0) < colourful(14.0)


def test_few_steps_leave_noise() -> None:
    def noise(steps: int) -> float:
        picture = paint(said("mountains at dawn, fog", steps=steps)).convert("L").crop((0, 0, 96, 24))
        beside = picture.transform(picture.size, Image.Transform.AFFINE, (1, 0, 1, 0, 1, 0))
        return ImageStat.Stat(ImageChops.difference(picture, beside)).mean[0]

    assert noise(1) > noise(20) * 1.5


def test_night_is_darker_than_day() -> None:
    night, day = (ImageStat.Stat(paint(said(text)).convert("L")).mean[0] for text in ("sea at night", "sea at noon"))
    assert night < day * 0.7


def test_denoise_is_how_far_the_picture_leaves_its_source() -> None:
    source = paint(said("mountains at dawn"))
    away = [
        difference(source, paint(said("desert at noon", source=source, denoise=each))) for each in (0.2, 0.5, 0.8, 1.0)
    ]
    assert away == sorted(away)
    assert away[0] < away[-1] * 0.6


def test_nothing_is_painted_outside_the_mask() -> None:
    source = Image.new("RGB", (96, 96), (30, 160, 90))
    mask = Image.new("L", (96, 96), 0)
    mask.paste(255, (64, 64, 96, 96))
    made = paint(said("a cat", source=source, mask=mask))
    assert made.crop((0, 0, 48, 48)).getcolors() == [(48 * 48, (30, 160, 90))]
    assert difference(made.crop((76, 76, 96, 96)), source.crop((76, 76, 96, 96))) > 5


def test_an_empty_mask_changes_nothing() -> None:
    source = Image.new("RGB", (96, 96), (30, 160, 90))
    made = paint(said("a cat", source=source, mask=Image.new("L", (96, 96), 0)))
    assert made.tobytes() == source.tobytes()


@pytest.mark.parametrize("place", sorted(PLACES))
@pytest.mark.parametrize("size", [(64, 64), (120, 56), (56, 120)])
def test_every_place_is_painted_in_every_format(place: str, size: tuple[int, int]) -> None:
    width, height = size
    made = paint(said(place, width=width, height=height))
    assert made.size == size
    assert math.sqrt(sum(each**2 for each in ImageStat.Stat(made).stddev)) > 10


@pytest.mark.parametrize(
    "text",
    [
        *("cat", "dog", "fox", "wolf", "horse", "unicorn", "deer", "rabbit", "bear", "owl", "bird", "dragon", "robot"),
        *("ship", "balloon", "windmill", "a cabin", "family in a meadow", "child with a lantern at night"),
        *("woman with umbrella in the rain, city", "queen, dress, portrait", "hooded man", "old man, beard, glasses"),
        *(
            "sad girl, curly hair",
            "angry captain",
            "sleeping child",
            "winter, scarf, braid, portrait",
            "watercolor fox",
        ),
        *(
            "watercolor fox",
            "pixel art city",
            "oil painting, sunflower field",
            "film still, desert",
            "flat poster of a lake",
        ),
        *(
            "lavender field",
            "storm at sea, ship",
            "snowfall in a forest",
            "autumn alley",
            "spring village",
            "neon street",
        ),
        *("dark gloomy castle", "bright meadow", "soft dreamy lake", "magic forest, fireflies", "red planet, rocket"),
        *("neon street", "rainbow", "", "asdf qwer", "日本", "(fox:1.4), [moon]"),
    ],
)
def test_whatever_is_asked_for_something_is_painted(text: str) -> None:
    assert paint(said(text, width=64, height=64)).size == (64, 64)


@pytest.mark.parametrize("size", [(16, 16), (8, 2000), (2600, 64)])
def test_unusual_sizes(size: tuple[int, int]) -> None:
    assert paint(said("sea", width=size[0], height=size[1])).size == size


def test_previews_clear_from_noise() -> None:
    picture = paint(replace(BASE, width=64, height=64))
    early, late = (_decoded(as_jpeg(picture, share, 5)) for share in (0.1, 1.0))
    assert early.size == late.size == (512, 512)
    target = picture.resize((512, 512), 2)
    assert difference(late, target) < difference(early, target) / 4


def test_a_large_picture_takes_about_a_second() -> None:
    paint(BASE)
    spent: list[float] = []
    for seed in range(3):
        before = time.process_time()
        paint(replace(BASE, width=1024, height=1024, seed=seed))
        spent.append(time.process_time() - before)
    assert min(spent) < 2.5


def _decoded(content: bytes) -> Image.Image:
    import io

    return Image.open(io.BytesIO(content)).convert("RGB")
