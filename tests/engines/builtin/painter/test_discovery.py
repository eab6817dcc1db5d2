"""What the painter says about itself, and who may ask."""

import json
from typing import Any

import pytest

from tests.engines.builtin.painter.clients import Client

RECORDED: dict[str, Any] = {
    "EmptyImage": {
        "required": {
            "width": ["INT", {"default": 512, "min": 1, "max": 16384, "step": 1}],
            "height": ["INT", {"default": 512, "min": 1, "max": 16384, "step": 1}],
            "batch_size": ["INT", {"default": 1, "min": 1, "max": 4096}],
            "color": ["INT", {"default": 0, "min": 0, "max": 16777215, "step": 1, "display": "color"}],
        }
    },
    "PrimitiveString": {"required": {"value": ["STRING", {"multiline": False}]}},
}


async def test_it_says_that_it_is_a_demo(quick: Client) -> None:
    _, stats = await quick.get("/api/system_stats")
    assert "built-in demo engine" in stats["devices"][0]["name"]
    assert "built-in demo engine" in stats["system"]["pytorch_version"]
    assert stats["system"]["comfyui_version"] == "0.29.0"


@pytest.mark.parametrize("name", sorted(RECORDED))
async def test_a_node_is_described_as_recorded(quick: Client, name: str) -> None:
    _, info = await quick.get(f"/object_info/{name}")
    assert info[name]["input"] == RECORDED[name]
    assert info[name]["input_order"] == {"required": list(RECORDED[name]["required"])}
    assert info[name].keys() >= {"output", "output_name", "output_is_list", "output_node", "display_name", "category"}


async def test_choices_are_spelled_in_both_ways(quick: Client) -> None:
    _, info = await quick.get("/object_info")
    old = info["KSampler"]["input"]["required"]["sampler_name"]
    assert isinstance(old[0], list)
    new = info["CaseConverter"]["input"]["required"]["mode"]
    assert (new[0], new[1]["options"][0]) == ("COMBO", "UPPERCASE")
    assert info["KSampler"]["input"]["required"]["seed"][1]["control_after_generate"] is True
    assert info["CheckpointLoaderSimple"]["input"]["required"]["ckpt_name"][0][0] == "fabula-demo-flux.safetensors"


async def test_new_input_files_are_offered_at_once(quick: Client) -> None:
    (quick.painter.folder / "input" / "new.png").write_bytes(b"x")
    _, info = await quick.get("/object_info/LoadImage")
    assert info["LoadImage"]["input"]["required"]["image"] == [["new.png"], {"image_upload": True}]


LISTS: list[tuple[str, tuple[int, Any]]] = [
    ("/object_info/NoSuch", (200, {})),
    ("/models/checkpoints", (200, [f"fabula-demo-{each}.safetensors" for each in ("flux", "sd15", "sdxl")])),
    ("/models/nosuch", (404, b"")),
    ("/embeddings", (200, ["fabula-demo-good-light"])),
    ("/view_metadata/loras?filename=gone.safetensors", (404, b"")),
    ("/view_metadata/vae?filename=fabula-demo-vae.safetensors", (404, b"")),
]


@pytest.mark.parametrize(("path", "expected"), LISTS)
async def test_lists(quick: Client, path: str, expected: tuple[int, Any]) -> None:
    assert await quick.get(path) == expected


async def test_the_header_of_a_model(quick: Client) -> None:
    _, metadata = await quick.get("/view_metadata/loras?filename=styles/fabula-demo-golden-hour.safetensors")
    assert metadata["ss_base_model_version"] == "sd_v1"


async def test_features_are_the_same_on_the_socket(quick: Client) -> None:
    _, features = await quick.get("/features")
    async with await quick.listen() as socket:
        await socket.receive(timeout=5)
        assert json.loads((await socket.receive(timeout=5)).data) == {"type": "feature_flags", "data": features}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({}, 200),
    ],
)
async def test_pages_of_other_sites_are_kept_out(quick: Client, headers: dict[str, str], status: int) -> None:
    assert (await quick.get("/system_stats", headers=headers))[0] == status
    own = {"Origin": quick.painter.url}
    assert (await quick.get("/system_stats", headers=own))[0] == 200
