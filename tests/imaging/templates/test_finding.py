"""Inputs are found by following links, whatever the graph looks like."""

from typing import Any

from fabula.engines.comfy.formats import Graph
from fabula.imaging.templates import Found, Place, Purpose, Role, Style, ValueType, find
from fabula.imaging.templates.shipped import shipped
from tests.imaging.templates.graphs import classic, definitions, node


def places(found: Found) -> dict[str, list[str]]:
    return {each.name: [f"{place.node}.{place.input}" for place in each.places] for each in found.inputs}


def test_a_classic_graph_is_read_whole() -> None:
    found = find(classic(), definitions())
    assert places(found) == {
        "prompt": ["3.text"],
        "negative": ["4.text"],
        "seed": ["6.seed"],
        "steps": ["6.steps"],
        "cfg": ["6.cfg"],
        "sampler": ["6.sampler_name"],
        "scheduler": ["6.scheduler"],
        "denoise": ["6.denoise"],
        "width": ["5.width"],
        "height": ["5.height"],
        "batch": ["5.batch_size"],
        "checkpoint": ["1.ckpt_name"],
        "lora": ["2.lora_name"],
        "lora_strength": ["2.strength_model"],
        "lora_clip_strength": ["2.strength_clip"],
        "filename": ["8.filename_prefix"],
    }
    steps = next(each for each in found.inputs if each.name == "steps")
    assert (steps.type, steps.default, steps.minimum, steps.maximum) == (ValueType.INTEGER, 20, 1, 10_000)
    sampler = next(each for each in found.inputs if each.name == "sampler")
    assert sampler.type is ValueType.CHOICE
    assert "euler" in sampler.choices
    assert (found.style, found.purpose) == (Style.TAGS, Purpose.TEXT_TO_IMAGE)


def test_a_graph_of_custom_samplers_is_read_too() -> None:
    template = shipped("flux")
    assert template is not None
    found = places(find(template.graph))
    assert found["seed"] == ["7.noise_seed"]
    assert found["steps"] == ["9.steps"]
    assert found["sampler"] == ["8.sampler_name"]
    assert found["guidance"] == ["5.guidance"]
    assert found["prompt"] == ["4.text"]
    assert "negative" not in found
    assert find(template.graph).style is Style.SENTENCES


def test_values_that_other_nodes_feed_are_followed_to_their_literal() -> None:
    graph = classic(
        **{
            "9": node("PrimitiveInt", value=99),
            "10": node("PrimitiveString", value="a harbour"),
        }
    )
    graph["6"]["inputs"]["seed"] = ["9", 0]
    graph["3"]["inputs"]["text"] = ["10", 0]
    found = places(find(graph))
    assert (found["seed"], found["prompt"]) == (["9.value"], ["10.value"])


def test_a_switch_is_followed_on_its_side() -> None:
    graph = classic(
        **{
            "9": node("ComfySwitchNode", switch=True, on_true=["10", 0], on_false=["11", 0]),
            "10": node("PrimitiveInt", value=8),
            "11": node("PrimitiveInt", value=30),
        }
    )
    graph["6"]["inputs"]["steps"] = ["9", 0]
    assert places(find(graph))["steps"] == ["10.value"]


def test_a_value_made_of_several_is_not_guessed() -> None:
    graph = classic(**{"9": node("MathAdd", a=["10", 0], b=["11", 0])})
    graph |= {"10": node("PrimitiveInt", value=8), "11": node("PrimitiveInt", value=30)}
    graph["6"]["inputs"]["steps"] = ["9", 0]
    found = find(graph)
    assert "steps" not in places(found)
    assert found.notes == ("Node 6: steps is made of several values; add the right one by hand.",)


def hires() -> Graph:
    second: dict[str, Any] = {**classic()["6"]["inputs"], "seed": 8, "denoise": 0.5, "latent_image": ["9", 0]}
    graph = classic(**{"9": node("LatentUpscaleBy", samples=["6", 0], scale_by=2.0), "10": node("KSampler", **second)})
    graph["7"]["inputs"]["samples"] = ["10", 0]
    return graph


def test_a_second_sampler_has_names_of_its_own_and_shares_the_prompt() -> None:
    found = places(find(hires()))
    assert (found["steps"], found["hires_steps"]) == (["6.steps"], ["10.steps"])
    assert (found["seed"], found["hires_seed"]) == (["6.seed"], ["10.seed"])
    assert found["hires_denoise"] == ["10.denoise"]
    assert found["prompt"] == ["3.text"]
    assert "prompt_2" not in found


def test_conditioning_is_followed_through_what_changes_it() -> None:
    graph = classic(
        **{
            "9": node("ControlNetApplyAdvanced", positive=["10", 0], negative=["4", 0], strength=1.0),
            "10": node("ConditioningCombine", conditioning_1=["3", 0], conditioning_2=["11", 0]),
            "11": node("CLIPTextEncode", text="stormy", clip=["2", 1]),
        }
    )
    graph["6"]["inputs"] |= {"positive": ["9", 0], "negative": ["9", 1]}
    found = places(find(graph))
    assert (found["prompt"], found["prompt_2"], found["negative"]) == (["3.text"], ["11.text"], ["4.text"])


def test_a_silenced_conditioning_is_no_negative_prompt() -> None:
    graph = classic(**{"4": node("ConditioningZeroOut", conditioning=["3", 0])})
    assert "negative" not in places(find(graph))


def test_two_texts_of_one_encoder_are_one_prompt() -> None:
    graph = classic(**{"3": node("CLIPTextEncodeSDXL", text_g="a", text_l="b", width=1024, height=1024, clip=["2", 1])})
    assert places(find(graph))["prompt"] == ["3.text_g", "3.text_l"]


def test_several_loras_are_counted_from_the_checkpoint_on() -> None:
    second = node("LoraLoaderModelOnly", model=["2", 0], lora_name="b.safetensors", strength_model=0.4)
    graph = classic(**{"9": second})
    graph["6"]["inputs"]["model"] = ["9", 0]
    found = places(find(graph))
    assert (found["lora"], found["lora_2"]) == (["2.lora_name"], ["9.lora_name"])
    assert found["lora_strength_2"] == ["9.strength_model"]


def test_pictures_and_masks_are_told_apart() -> None:
    template = shipped("inpaint")
    assert template is not None
    roles = {each.name: each.role for each in template.inputs}
    assert (roles["image"], roles["mask"]) == (Role.IMAGE, Role.MASK)
    assert {each.type for each in template.inputs if each.name in ("image", "mask")} == {ValueType.FILE}


def test_placeholders_name_inputs_outright() -> None:
    graph = classic()
    graph["3"]["inputs"]["text"] = "%prompt%, masterpiece"
    graph["6"]["inputs"]["seed"] = "%seed%"
    found = find(graph)
    prompt = next(each for each in found.inputs if each.name == "prompt")
    assert prompt.places == (Place("3", "text", "prompt"),)
    seed = next(each for each in found.inputs if each.name == "seed")
    assert (seed.type, seed.role) == (ValueType.INTEGER, Role.SEED)


def test_a_node_that_feeds_no_output_is_no_input() -> None:
    graph = classic(**{"9": node("LoadImage", image="unused.png")})
    assert "image" not in places(find(graph))


def test_a_graph_in_a_circle_ends() -> None:
    graph = {"1": node("A", x=["2", 0]), "2": node("SaveImage", images=["1", 0], filename_prefix="x")}
    assert places(find(graph)) == {"filename": ["2.filename_prefix"]}
