"""What goes where in a template, and which templates cannot do what is wished."""

from dataclasses import replace
from typing import Any

import pytest

from fabula.imaging.images.errors import TemplateUnsuitable
from fabula.imaging.images.schemas import DrawingWish
from fabula.imaging.images.suiting import Fitting, candidates, chooses_settings, has_own_hole, is_flux, require_suitable
from fabula.imaging.images.words.settings import Change, SamplerSettings
from fabula.imaging.templates import Purpose, Template, find
from fabula.imaging.templates.shipped import shipped

CHOSEN = SamplerSettings(change=Change.OBJECT, denoise=0.7, steps=26)


def template(name: str) -> Template:
    found = shipped(name)
    assert found is not None
    return found


def flux_with_cfg() -> Template:
    """The workflow of many: Flux through the plain sampler, with a picture to begin with."""
    graph: dict[str, Any] = {
        "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "flux1-dev-fp8.safetensors"}},
        "2": {"class_type": "CLIPTextEncode", "inputs": {"text": "a fence", "clip": ["1", 1]}},
        "3": {"class_type": "CLIPTextEncode", "inputs": {"text": "bad", "clip": ["1", 1]}},
        "4": {"class_type": "LoadImage", "inputs": {"image": "a.png"}},
        "5": {"class_type": "VAEEncode", "inputs": {"pixels": ["4", 0], "vae": ["1", 2]}},
        "6": {
            "class_type": "KSampler",
            "inputs": {
                "seed": 1,
                "steps": 20,
                "cfg": 7.0,
                "sampler_name": "dpmpp_2m",
                "scheduler": "simple",
                "denoise": 0.9,
                "model": ["1", 0],
                "positive": ["2", 0],
                "negative": ["3", 0],
                "latent_image": ["5", 0],
            },
        },
        "7": {"class_type": "VAEDecode", "inputs": {"samples": ["6", 0], "vae": ["1", 2]}},
        "8": {"class_type": "SaveImage", "inputs": {"images": ["7", 0], "filename_prefix": "x"}},
    }
    found = find(graph)
    return Template("own", "Own", 1, graph, found.inputs, found.outputs, found.style, found.purpose)


def laid(template: Template, *, negative: str = "", chosen: SamplerSettings | None = None, **wish: Any) -> Fitting:
    fitting = Fitting(template, DrawingWish(description="a fence", **wish))
    fitting.lay_in(
        picture=wish.get("reference"), mask=wish.get("mask"), prompt="a fence", negative=negative, chosen=chosen
    )
    return fitting


def test_flux_gets_no_negative_and_no_guidance_of_its_own() -> None:
    values = laid(flux_with_cfg(), negative="ugly", chosen=CHOSEN, reference="r").values
    assert (values["negative"], values["cfg"], values["sampler"]) == ("", 1.0, "euler")
    assert (values["denoise"], values["steps"], values["image"]) == (0.7, 26, "r")
    assert is_flux(template("flux"))
    assert not is_flux(template("sdxl"))


def test_what_the_person_set_wins() -> None:
    values = laid(flux_with_cfg(), chosen=CHOSEN, reference="r", denoise=0.2, steps=9, cfg=2, negative="fog").values
    assert (values["denoise"], values["steps"], values["cfg"]) == (0.2, 9, 2)


def test_tags_get_the_models_negative_or_keep_the_templates() -> None:
    assert laid(template("sdxl"), negative="ugly").negative() == "ugly"
    assert "blurry" in laid(template("sdxl")).negative()


def test_what_a_template_cannot_take_is_noted() -> None:
    fitting = laid(template("flux"), cfg=3, width=512)
    assert fitting.notes == ["“Flux” has no place for cfg, so it was left out."]
    assert "width" in fitting.settings()


def test_models_choose_only_what_is_open() -> None:
    wish = DrawingWish(description="a fence", reference="r")
    assert chooses_settings(flux_with_cfg(), wish)
    assert not chooses_settings(flux_with_cfg(), wish.model_copy(update={"denoise": 0.5, "steps": 20}))
    assert not chooses_settings(template("sdxl"), DrawingWish(description="a fence"))
    assert not chooses_settings(template("inpaint"), wish), "what it forgot has to be drawn wholly"


def test_templates_are_taken_by_purpose_or_as_wished() -> None:
    assert candidates(DrawingWish(description="a"))[0] == "default"
    assert candidates(DrawingWish(description="a", reference="r"))[0] == "default-img2img"
    assert candidates(DrawingWish(description="a", reference="r", mask="m")) == ("inpaint",)
    assert candidates(DrawingWish(description="a", template="own")) == ("own",)


@pytest.mark.parametrize(
    ("name", "wish"),
    [
        ("sdxl", {"reference": "r"}),
        ("flux-img2img", {}),
        ("flux-img2img", {"reference": "r", "mask": "m"}),
        ("inpaint", {"reference": "r"}),
        ("upscale", {"reference": "r"}),
    ],
)
def test_a_template_that_cannot_do_it_says_so(name: str, wish: dict[str, str]) -> None:
    with pytest.raises(TemplateUnsuitable):
        require_suitable(template(name), DrawingWish(description="a", **wish))  # pyright: ignore[reportArgumentType]


def test_a_mask_may_be_the_hole_in_the_picture() -> None:
    holed = replace(flux_with_cfg(), purpose=Purpose.INPAINT)
    assert has_own_hole(holed)
    require_suitable(holed, DrawingWish(description="a", reference="r", mask="m"))
    assert "mask" not in laid(holed, reference="r", mask="m").values
    assert not has_own_hole(template("inpaint"))
