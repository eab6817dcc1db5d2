"""Faults are found before anything is sent: each a sentence with the place and the way out."""

from typing import Any

import pytest

from fabula.engines.comfy.formats import Graph
from fabula.imaging.templates import Fault, check
from tests.imaging.templates.graphs import classic, definitions, node


def faults(graph: Graph) -> list[tuple[str, str, str]]:
    return [(each.fault.value, each.node, each.input) for each in check(graph, definitions())]


def changed(node_id: str, **inputs: Any) -> Graph:
    graph = classic()
    graph[node_id]["inputs"] |= inputs
    return graph


def test_a_good_graph_has_none() -> None:
    assert check(classic(), definitions()) == []


@pytest.mark.parametrize(
    ("graph", "fault"),
    [
        (changed("1", ckpt_name="gone.safetensors"), (Fault.MISSING_FILE, "1", "ckpt_name")),
        (changed("2", lora_name="gone.safetensors"), (Fault.MISSING_FILE, "2", "lora_name")),
        (changed("6", sampler_name="best"), (Fault.NOT_A_CHOICE, "6", "sampler_name")),
        (changed("6", steps=0), (Fault.OUT_OF_RANGE, "6", "steps")),
        (changed("6", steps="many"), (Fault.WRONG_TYPE, "6", "steps")),
        (changed("6", steps=None), (Fault.WRONG_TYPE, "6", "steps")),
        (changed("6", steps=[1, 2, 3]), (Fault.BROKEN_LINK, "6", "steps")),
        (changed("6", positive=["99", 0]), (Fault.BROKEN_LINK, "6", "positive")),
        (changed("6", positive=["3", 4]), (Fault.BROKEN_LINK, "6", "positive")),
        (changed("6", positive=["5", 0]), (Fault.WRONG_TYPE, "6", "positive")),
        (classic(**{"9": node("Nowhere")}), (Fault.UNKNOWN_NODE, "9", "")),
        ({"1": classic()["1"]}, (Fault.NO_OUTPUT, "", "")),
    ],
)
def test_each_fault_is_named(graph: Graph, fault: tuple[str, str, str]) -> None:
    assert faults(graph) == [fault]


def test_a_missing_input_and_a_circle_are_named() -> None:
    graph = classic()
    del graph["7"]["inputs"]["vae"]
    assert faults(graph) == [(Fault.MISSING_INPUT, "7", "vae")]
    assert (Fault.CYCLE, "6", "") in faults(changed("6", latent_image=["6", 0]))


def test_a_missing_file_says_where_it_belongs() -> None:
    (finding,) = check(changed("1", ckpt_name="gone.safetensors"), definitions())
    assert finding.sentence == (
        "Node 1 (CheckpointLoaderSimple): the file gone.safetensors (ckpt_name) is not on the server."
    )
    assert finding.way_out == "Put it into models/checkpoints, or choose another."


def test_dynamic_inputs_are_those_of_the_choice() -> None:
    graph: Graph = {
        "1": node("EmptyImage", width=64, height=64, batch_size=1, color=0),
        "2": node(
            "ResizeImageMaskNode",
            **{"input": ["1", 0], "resize_type": "scale by multiplier", "scale_method": "area"},
        ),
        "3": node("BatchImagesNode", **{"images.image0": ["2", 0]}),
        "4": node("PreviewImage", images=["3", 0]),
    }
    assert faults(graph) == [(Fault.MISSING_INPUT, "2", "resize_type.multiplier")]
    graph["2"]["inputs"]["resize_type.multiplier"] = 2.0
    assert faults(graph) == []
    del graph["3"]["inputs"]["images.image0"]
    assert faults(graph) == [(Fault.MISSING_INPUT, "3", "images.image0")]
