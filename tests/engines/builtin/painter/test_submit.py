"""POST /prompt: what is accepted, and every refusal with the words that were recorded from a real server."""

import copy
import uuid
from typing import Any

import aiohttp
import pytest

from fabula.engines.builtin.painter import Bounds, Pace, Painter
from tests.engines.builtin.painter.clients import Client, Graph, model_free, sampling


def changed(graph: Graph, node: str, **inputs: Any) -> Graph:
    made = copy.deepcopy(graph)
    made[node]["inputs"].update(inputs)
    return made


def without(graph: Graph, node: str, name: str) -> Graph:
    made = copy.deepcopy(graph)
    del made[node]["inputs"][name]
    return made


async def refused(client: Client, body: Any) -> dict[str, Any]:
    status, answer = await client.post("/prompt", json=body)
    assert status == 400, answer
    return answer


async def faults(client: Client, graph: Graph, node: str) -> list[tuple[str, str]]:
    answer = await refused(client, {"prompt": graph})
    assert answer["error"] == {
        "type": "prompt_outputs_failed_validation",
        "message": "Prompt outputs failed validation",
        "details": "",
        "extra_info": {},
    }
    told = answer["node_errors"][node]
    assert told["class_type"] == graph[node]["class_type"]
    return [(error["type"], error["details"]) for error in told["errors"]]


async def test_a_graph_gets_its_number_and_id(quick: Client) -> None:
    _, first = await quick.post("/prompt", json={"prompt": model_free()})
    _, second = await quick.post("/api/prompt", json={"prompt": model_free()})
    assert (first["number"], first["node_errors"]) == (0, {})
    assert second["number"] == 1
    assert str(uuid.UUID(first["prompt_id"])) == first["prompt_id"]


async def test_refusals_count_too(quick: Client) -> None:
    await quick.post("/prompt", json={"prompt": {}})
    _, body = await quick.post("/prompt", json={"prompt": model_free()})
    assert body["number"] == 1


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"foo": 1}, "no_prompt"),
        ({"prompt": {}}, "prompt_no_outputs"),
        ({"prompt": {"1": model_free()["1"]}}, "prompt_no_outputs"),
        ({"prompt": model_free(), "prompt_id": "my-job-1"}, "invalid_prompt_id"),
        ({"prompt": model_free(), "prompt_id": str(uuid.uuid4()).upper()}, "invalid_prompt_id"),
        ({"prompt": model_free(), "partial_execution_targets": ["3"]}, "prompt_no_outputs"),
        ({"prompt": model_free(), "partial_execution_targets": []}, "prompt_no_outputs"),
    ],
)
async def test_what_is_wrong_with_the_whole(quick: Client, body: Any, kind: str) -> None:
    answer = await refused(quick, body)
    assert answer["error"]["type"] == kind
    assert answer["node_errors"] == {}


async def test_a_class_that_is_not_installed(quick: Client) -> None:
    graph = model_free()
    graph["2"] |= {"class_type": "NoSuchNode", "_meta": {"title": "My Node"}}
    answer = await refused(quick, {"prompt": graph})
    assert answer["error"] == {
        "type": "missing_node_type",
        "message": "Node 'My Node' not found. The custom node may not be installed.",
        "details": "Node ID '#2'",
        "extra_info": {"node_id": "2", "class_type": "NoSuchNode", "node_title": "My Node"},
    }


async def test_a_node_without_class(quick: Client) -> None:
    graph = model_free()
    del graph["2"]["class_type"]
    answer = await refused(quick, {"prompt": graph})
    assert answer["error"]["extra_info"] == {"node_id": "2", "class_type": None, "node_title": None}


@pytest.mark.parametrize(
    ("graph", "node", "expected"),
    [
        (
            changed(model_free(), "1", width=0),
            "1",
            [("value_smaller_than_min", "width")],
        ),
        (changed(model_free(), "1", width=999999), "1", [("value_bigger_than_max", "width")]),
        (
            changed(model_free(), "1", color="abc"),
            "1",
            [("invalid_input_type", "color, abc, invalid literal for int() with base 10: 'abc'")],
        ),
        (
            changed(model_free(), "1", width=None),
            "1",
            [
                (
                    "invalid_input_type",
                    "width, None, int() argument must be a string, a bytes-like object or a real number, "
                    "not 'NoneType'",
                )
            ],
        ),
        (without(model_free(), "2", "crop"), "2", [("required_input_missing", "crop")]),
        (
            changed(model_free(), "2", upscale_method="zzz"),
            "2",
            [
                (
                    "value_not_in_list",
                    "upscale_method: 'zzz' not in ['nearest-exact', 'bilinear', 'area', 'bicubic', 'lanczos']",
                )
            ],
        ),
        (changed(model_free(), "3", image=["2", 0, 1]), "3", [("bad_linked_input", "image")]),
        (changed(model_free(), "3", image=["99", 0]), "3", [("exception_during_inner_validation", "'99'")]),
        (
            changed(model_free(), "3", image=["2", 5]),
            "3",
            [("exception_during_inner_validation", "tuple index out of range")],
        ),
        (changed(model_free(), "3", image=[2, 0]), "3", [("exception_during_inner_validation", "2")]),
        (
            changed(sampling(), "8", samples=["4", 2]),
            "8",
            [("return_type_mismatch", "samples, received_type(VAE) mismatch input_type(LATENT)")],
        ),
        (
            changed(model_free(), "2", image=["3", 0]),
            "3",
            [("dependency_cycle", "3 (ImageInvert) -> 2 (ImageScale) -> 3 (ImageInvert)")],
        ),
        (changed(model_free(), "4", images=["99", 0]), "4", [("exception_during_validation", "'99'")]),
    ],
)
async def test_what_is_wrong_with_a_node(
    quick: Client, graph: Graph, node: str, expected: list[tuple[str, str]]
) -> None:
    assert await faults(quick, graph, node) == expected


async def test_the_error_of_an_inner_link_names_the_input_one_step_further_down(quick: Client) -> None:
    answer = await refused(quick, {"prompt": changed(model_free(), "3", image=["99", 0])})
    error = answer["node_errors"]["3"]["errors"][0]
    extra = error["extra_info"]
    assert (extra["input_name"], extra["linked_node"], extra["exception_type"]) == ("images", ["3", 0], "KeyError")
    assert answer["node_errors"]["3"]["dependent_outputs"] == ["4"]


async def test_errors_of_several_nodes_come_together(quick: Client) -> None:
    graph = without(changed(model_free(), "1", width=0, color="abc"), "2", "crop")
    answer = await refused(quick, {"prompt": graph})
    assert sorted(answer["node_errors"]) == ["1", "2"]
    assert {error["type"] for error in answer["node_errors"]["1"]["errors"]} == {
        "invalid_input_type",
        "value_smaller_than_min",
    }


async def test_a_model_that_is_not_there_is_answered_with_those_that_are(quick: Client) -> None:
    answer = await refused(quick, {"prompt": changed(sampling(), "4", ckpt_name="nope.safetensors")})
    error = answer["node_errors"]["4"]["errors"][0]
    assert error["type"] == "value_not_in_list"
    assert "'fabula-demo-sdxl.safetensors'" in error["details"]
    assert error["extra_info"]["received_value"] == "nope.safetensors"


async def test_long_lists_are_only_counted(quick: Client) -> None:
    answer = await refused(quick, {"prompt": changed(sampling(), "3", sampler_name="nope")})
    error = answer["node_errors"]["3"]["errors"][0]
    assert "(list of length" in error["details"]
    assert error["extra_info"]["input_config"] is None


async def test_an_input_picture_must_exist(quick: Client) -> None:
    graph: Graph = {
        "1": {"class_type": "LoadImage", "inputs": {"image": "nope.png"}},
        "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
    }
    assert await faults(quick, graph, "1") == [("custom_validation_failed", "image - Invalid image file: nope.png")]


async def test_one_good_output_is_enough_and_the_other_is_told(quick: Client) -> None:
    graph: Graph = model_free() | {"5": {"class_type": "PreviewImage", "inputs": {}}}
    status, body = await quick.post("/prompt", json={"prompt": graph})
    assert status == 200
    assert body["node_errors"]["5"]["errors"][0]["type"] == "required_input_missing"
    ended = await quick.ended(body["prompt_id"])
    assert list(ended["outputs"]) == ["4"]
    assert ended["prompt"][4] == ["4"]


async def test_values_are_stored_as_they_were_converted(quick: Client) -> None:
    graph = changed(model_free(), "1", width="64", batch_size=1.9)
    graph["2"]["inputs"]["unknown_extra"] = "ignored"
    ended = await quick.run(graph)
    assert ended["prompt"][2]["1"]["inputs"] == {"width": 64, "height": 64, "batch_size": 1, "color": 4242}


@pytest.mark.parametrize("body", [b"not json", b'{"prompt": [1]}', b"[]"])
async def test_a_body_of_another_shape_makes_the_server_stumble(quick: Client, body: bytes) -> None:
    status, answer = await quick.post("/prompt", data=body)
    assert status == 500
    assert answer == b"500 Internal Server Error\n\nServer got itself in trouble"


async def test_secrets_are_not_kept(quick: Client) -> None:
    ended = await quick.run(model_free(), extra_data={"api_key_comfy_org": "secret", "mine": 1})
    assert "api_key_comfy_org" not in ended["prompt"][3]
    assert ended["prompt"][3]["mine"] == 1


async def test_the_queue_has_an_end(session: aiohttp.ClientSession) -> None:
    async with Painter(bounds=Bounds(queue=2), pace=Pace(step_s=5)) as painter:
        client = Client(painter, session)
        for seed in range(3):
            await client.submit(sampling(seed=seed))
        answer = await refused(client, {"prompt": sampling(seed=9)})
        assert answer["error"]["type"] == "queue_full"


async def test_a_body_has_an_end(session: aiohttp.ClientSession) -> None:
    async with Painter(bounds=Bounds(body_bytes=2000)) as painter:
        status, _ = await Client(painter, session).post("/prompt", data=b"x" * 3000)
        assert status == 413
