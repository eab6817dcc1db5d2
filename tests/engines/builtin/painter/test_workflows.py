"""The usual workflows run: Flux, img2img, inpaint, upscale, and the nodes that sit between."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.engines.builtin.painter.clients import Client, Graph, sampling
from tests.engines.builtin.painter.test_files import png, upload


def node(class_type: str, **inputs: Any) -> dict[str, Any]:
    return {"class_type": class_type, "inputs": inputs}


def flux(latent: list[Any], denoise: float = 1.0, **more: Any) -> Graph:
    return {
        "unet": node("UNETLoader", unet_name="fabula-demo-flux.safetensors", weight_dtype="default"),
        "clip": node(
            "DualCLIPLoader",
            clip_name1="fabula-demo-clip-l.safetensors",
            clip_name2="fabula-demo-t5xxl.safetensors",
            type="flux",
        ),
        "vae": node("VAELoader", vae_name="fabula-demo-ae.safetensors"),
        "lora": node(
            "LoraLoaderModelOnly", model=["unet", 0], lora_name="fabula-demo-ink.safetensors", strength_model=0.5
        ),
        "shift": node("ModelSamplingFlux", model=["lora", 0], max_shift=1.15, base_shift=0.5, width=64, height=64),
        "text": node("CLIPTextEncodeFlux", clip=["clip", 0], clip_l="a fox", t5xxl="a fox in the snow", guidance=3.5),
        "guidance": node("FluxGuidance", conditioning=["text", 0], guidance=4.0),
        "guider": node("BasicGuider", model=["shift", 0], conditioning=["guidance", 0]),
        "noise": node("RandomNoise", noise_seed=5),
        "sampler": node("KSamplerSelect", sampler_name="euler"),
        "sigmas": node("BasicScheduler", model=["shift", 0], scheduler="simple", steps=4, denoise=denoise),
        "empty": node("EmptySD3LatentImage", width=64, height=96, batch_size=1),
        "paint": node(
            "SamplerCustomAdvanced",
            noise=["noise", 0],
            guider=["guider", 0],
            sampler=["sampler", 0],
            sigmas=["sigmas", 0],
            latent_image=latent,
        ),
        "decode": node("VAEDecode", samples=["paint", 0], vae=["vae", 0]),
        "save": node("SaveImage", images=["decode", 0], filename_prefix="flux"),
        **more,
    }


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


async def test_flux_from_text(client: Client) -> None:
    assert opened(await client.picture(flux(["empty", 0]))).size == (64, 96)


async def test_flux_from_a_picture(client: Client) -> None:
    await upload(client, png(size=(80, 64)), "in.png")
    more = {"load": node("LoadImage", image="in.png"), "encode": node("VAEEncode", pixels=["load", 0], vae=["vae", 0])}
    assert opened(await client.picture(flux(["encode", 0], 0.6, **more))).size == (80, 64)


async def test_inpainting_leaves_what_is_not_masked(client: Client) -> None:
    photo = Image.new("RGBA", (96, 96), (200, 60, 40, 255))
    photo.paste((200, 60, 40, 0), (64, 64, 96, 96))
    written = io.BytesIO()
    photo.save(written, "PNG")
    await upload(client, written.getvalue(), "masked.png")
    graph = sampling(width=96, height=96)
    graph["20"] = node("LoadImage", image="masked.png")
    graph["21"] = node("VAEEncodeForInpaint", pixels=["20", 0], vae=["4", 2], mask=["20", 1], grow_mask_by=2)
    graph["3"]["inputs"]["latent_image"] = ["21", 0]
    made = opened(await client.picture(graph))
    assert made.getpixel((10, 10)) == (200, 60, 40)
    assert made.crop((70, 70, 96, 96)).getcolors(1000) != [(26 * 26, (200, 60, 40))]


async def test_inpaint_conditioning_and_noise_masks(client: Client) -> None:
    await upload(client, png(), "in.png")
    await upload(client, png("#ff0000"), "mask.png")
    graph = sampling()
    graph["20"] = node("LoadImage", image="in.png")
    graph["21"] = node("LoadImageMask", image="mask.png", channel="red")
    graph["22"] = node(
        "InpaintModelConditioning",
        positive=["6", 0],
        negative=["7", 0],
        vae=["4", 2],
        pixels=["20", 0],
        mask=["21", 0],
        noise_mask=True,
    )
    graph["23"] = node("SetLatentNoiseMask", samples=["22", 2], mask=["21", 0])
    graph["3"]["inputs"] |= {"positive": ["22", 0], "negative": ["22", 1], "latent_image": ["23", 0]}
    assert opened(await client.picture(graph)).size == (32, 32)


async def test_two_passes_and_an_upscale(client: Client) -> None:
    graph = sampling()
    graph["20"] = node("LatentUpscaleBy", samples=["3", 0], upscale_method="bislerp", scale_by=1.5)
    second = dict(graph["3"]["inputs"]) | {"latent_image": ["20", 0], "denoise": 0.4}
    graph["21"] = node("KSampler", **second)
    graph["8"]["inputs"]["samples"] = ["21", 0]
    graph["22"] = node("UpscaleModelLoader", model_name="fabula-demo-upscale-2x.safetensors")
    graph["23"] = node("ImageUpscaleWithModel", upscale_model=["22", 0], image=["8", 0])
    graph["24"] = node("ImageScaleBy", image=["23", 0], upscale_method="area", scale_by=0.5)
    graph["9"]["inputs"]["images"] = ["24", 0]
    assert opened(await client.picture(graph)).size == (96, 96)


async def test_advanced_sampling_in_two_halves(client: Client) -> None:
    graph = sampling()
    shared = {
        "model": ["10", 0],
        "noise_seed": 3,
        "steps": 6,
        "cfg": 7.0,
        "sampler_name": "euler",
        "scheduler": "normal",
        "positive": ["6", 0],
        "negative": ["7", 0],
    }
    first = {"add_noise": "enable", "start_at_step": 0, "end_at_step": 3, "return_with_leftover_noise": "enable"}
    second = {"add_noise": "disable", "start_at_step": 3, "end_at_step": 9999, "return_with_leftover_noise": "disable"}
    graph["3"] = node("KSamplerAdvanced", **shared, **first, latent_image=["5", 0])
    graph["20"] = node("KSamplerAdvanced", **shared, **second, latent_image=["3", 0])
    graph["8"]["inputs"]["samples"] = ["20", 0]
    assert opened(await client.picture(graph)).size == (64, 64)


CONDITIONING: dict[str, dict[str, Any]] = {
    "combine": node("ConditioningCombine", conditioning_1=["6", 0], conditioning_2=["7", 0]),
    "concat": node("ConditioningConcat", conditioning_to=["6", 0], conditioning_from=["7", 0]),
    "zero": node("ConditioningZeroOut", conditioning=["6", 0]),
    "average": node(
        "ConditioningAverage", conditioning_to=["6", 0], conditioning_from=["7", 0], conditioning_to_strength=0.5
    ),
    "area": node("ConditioningSetArea", conditioning=["6", 0], width=64, height=64, x=0, y=0, strength=1.0),
    "span": node("ConditioningSetTimestepRange", conditioning=["6", 0], start=0.0, end=0.5),
    "sdxl": node(
        "CLIPTextEncodeSDXL",
        clip=["10", 1],
        width=1024,
        height=1024,
        crop_w=0,
        crop_h=0,
        target_width=1024,
        target_height=1024,
        text_g="a harbour",
        text_l="at night",
    ),
}


@pytest.mark.parametrize("name", sorted(CONDITIONING))
async def test_every_way_to_mix_conditioning(client: Client, name: str) -> None:
    graph = sampling() | {"20": CONDITIONING[name]}
    graph["3"]["inputs"]["positive"] = ["20", 0]
    assert await client.picture(graph)


async def test_a_control_net_is_followed_by_its_strength(client: Client) -> None:
    striped = Image.new("RGB", (64, 64))
    striped.paste((255, 255, 255), (0, 0, 32, 64))
    written = io.BytesIO()
    striped.save(written, "PNG")
    await upload(client, written.getvalue(), "guide.png")
    made: list[bytes] = []
    for strength in (0.0, 0.4, 0.9):
        graph = sampling()
        graph["20"] = node("LoadImage", image="guide.png")
        graph["21"] = node("ControlNetLoader", control_net_name="fabula-demo-depth.safetensors")
        graph["22"] = node(
            "ControlNetApplyAdvanced",
            positive=["6", 0],
            negative=["7", 0],
            control_net=["21", 0],
            image=["20", 0],
            strength=strength,
            start_percent=0.0,
            end_percent=1.0,
        )
        graph["3"]["inputs"] |= {"positive": ["22", 0], "negative": ["22", 1]}
        made.append(opened(await client.picture(graph)).tobytes())
    assert len(set(made)) == 3


async def test_text_flows_through_string_nodes(client: Client) -> None:
    graph = {
        "1": node("PrimitiveString", value="Hello "),
        "2": node("StringConcatenate", string_a=["1", 0], string_b="world", delimiter=""),
        "3": node("CaseConverter", string=["2", 0], mode="UPPERCASE"),
        "4": node("StringReplace", string=["3", 0], find="WORLD", replace="Fabula"),
        "5": node("PreviewAny", source=["4", 0]),
        "6": node("StringLength", string=["4", 0]),
        "7": node("PreviewAny", source=["6", 0]),
    }
    outputs = (await client.run(graph))["outputs"]
    assert outputs == {"5": {"text": ["HELLO Fabula"]}, "7": {"text": ["12"]}}


async def test_a_batch_gives_as_many_pictures(client: Client) -> None:
    ended = await client.run(sampling(batch_size=3))
    files = [each["filename"] for each in ended["outputs"]["9"]["images"]]
    assert files == ["sd_00001_.png", "sd_00002_.png", "sd_00003_.png"]
    contents = {(await client.get(f"/view?filename={name}"))[1] for name in files}
    assert len(contents) == 3


SHIPPED = {
    file.stem: json.loads(file.read_text(encoding="utf-8"))
    for file in sorted((Path(__file__).parents[4] / "fabula/imaging/templates/shipped").glob("*.json"))
}


@pytest.mark.parametrize("name", sorted(SHIPPED))
async def test_the_shipped_templates_run_with_the_models_that_are_offered(client: Client, name: str) -> None:
    await upload(client, png("#3060a0", (64, 64)), "in.png")
    graph: Graph = SHIPPED[name]["graph"]
    for each in graph.values():
        _, info = await client.get(f"/object_info/{each['class_type']}")
        for given, spec in info[each["class_type"]]["input"]["required"].items():
            if given == "image" and not isinstance(each["inputs"].get(given), list):
                each["inputs"][given] = "in.png"
            elif isinstance(spec[0], list) and each["inputs"][given] not in spec[0]:
                each["inputs"][given] = spec[0][0]
    assert opened(await client.picture(graph)).width >= 64
