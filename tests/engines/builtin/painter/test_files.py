"""Uploads, downloads, and what is written into pictures."""

import io
import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngImageFile

from fabula.engines.builtin.painter import Painter
from tests.engines.builtin.painter.clients import Client, model_free, sampling


def png(colour: str = "#c04020", size: tuple[int, int] = (32, 32), mode: str = "RGB") -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, colour).save(written, "PNG")
    return written.getvalue()


async def upload(client: Client, content: bytes, name: str, path: str = "/upload/image", **fields: str) -> Any:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("image", content, filename=name)
    for field, value in fields.items():
        form.add_field(field, value)
    return await client.post(path, data=form)


async def test_the_same_bytes_are_kept_once_and_others_get_a_number(quick: Client) -> None:
    expected = {"name": "a b.png", "subfolder": "", "type": "input"}
    assert await upload(quick, png(), "a b.png") == (200, expected)
    assert await upload(quick, png(), "a b.png") == (200, expected)
    assert await upload(quick, png("#204080"), "a b.png") == (200, expected | {"name": "a b (1).png"})
    assert await upload(quick, png("#204080"), "a b.png", overwrite="true") == (200, expected)
    assert sorted(each.name for each in (quick.painter.folder / "input").iterdir()) == ["a b (1).png", "a b.png"]


@pytest.mark.parametrize(
    ("name", "fields", "status"),
    [
        ("s.png", {"subfolder": "fab/x", "type": "temp"}, 200),
        ("s.png", {"type": "bogus"}, 500),
        ("s.png", {"subfolder": "../../evil"}, 400),
        ("../../s.png", {}, 400),
        ("note.txt", {}, 200),
    ],
)
async def test_where_an_upload_may_go(quick: Client, name: str, fields: dict[str, str], status: int) -> None:
    assert (await upload(quick, png(), name, **fields))[0] == status
    root = quick.painter.folder
    assert {each.name for each in root.iterdir()} == {"input", "output", "temp"}
    assert not (root.parent / "evil").exists()
    assert not (root.parent / "s.png").exists()


async def test_an_upload_without_a_picture_is_refused(quick: Client) -> None:
    form = aiohttp.FormData({"type": "input"})
    form.add_field("other", b"x", filename="x.bin")
    assert (await quick.post("/upload/image", data=form))[0] == 400


async def test_a_mask_becomes_the_alpha_of_its_picture(quick: Client) -> None:
    await upload(quick, png(), "photo.png")
    reference = json.dumps({"filename": "photo.png", "subfolder": "", "type": "input"})
    mask = png("#00000080", mode="RGBA")
    answer = await upload(quick, mask, "m.png", "/upload/mask", original_ref=reference, subfolder="clipspace")
    assert answer == (200, {"name": "m.png", "subfolder": "clipspace", "type": "input"})
    with Image.open(quick.painter.folder / "input/clipspace/m.png") as merged:
        assert merged.getpixel((3, 3)) == (0xC0, 0x40, 0x20, 0x80)
    assert (await upload(quick, mask, "m2.png", "/upload/mask"))[0] == 500
    lost = json.dumps({"filename": "gone.png", "type": "input"})
    assert (await upload(quick, mask, "m3.png", "/upload/mask", original_ref=lost))[0] == 200
    assert not (quick.painter.folder / "input/m3.png").exists()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("filename=t_00001_.png", 200),
        ("filename=t_00001_.png&type=output&subfolder=", 200),
        ("filename=t_00001_.png%20[output]&type=input", 200),
        ("filename=nope.png", 404),
        ("filename=sub/t_00001_.png", 200),
        ("type=output", 404),
        ("filename=&type=output", 400),
        ("filename=t_00001_.png&type=bogus", 400),
        ("filename=../../main.py", 400),
        ("filename=..%2F..%2Fmain.py", 400),
        ("filename=/etc/passwd", 400),
        ("filename=main.py&subfolder=..", 403),
        ("filename=passwd&subfolder=/etc", 403),
    ],
)
async def test_what_can_be_seen(quick: Client, query: str, status: int) -> None:
    await quick.run(model_free())
    assert (await quick.get(f"/view?{query}"))[0] == status


async def test_parts_and_freshness_of_a_file(client: Client) -> None:
    whole = await client.picture(model_free())
    url = client.painter.url + "/view?filename=t_00001_.png"
    async with client.session.get(url, headers={"Range": "bytes=0-9"}) as part:
        assert (part.status, await part.read()) == (206, whole[:10])
        assert part.headers["X-Content-Type-Options"] == "nosniff"
        assert part.headers["Content-Disposition"] == 'filename="t_00001_.png"'
    async with client.session.get(url, headers={"If-None-Match": part.headers["ETag"]}) as same:
        assert same.status == 304
    async with client.session.head(url) as head:
        assert head.headers["Content-Length"] == str(len(whole))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("preview=webp;50", "WEBP"), ("preview=jpeg;80", "JPEG"), ("preview=bogus", "WEBP"), ("channel=rgb", "PNG")],
)
async def test_converted_views(client: Client, asked: str, expected: str) -> None:
    await client.run(model_free())
    _, content = await client.get(f"/view?filename=t_00001_.png&{asked}")
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.format == expected
        assert "prompt" not in picture.info


async def test_one_channel_of_a_picture(quick: Client) -> None:
    await upload(quick, png("#11223344", mode="RGBA"), "rgba.png")
    _, content = await quick.get("/view?filename=rgba.png&type=input&channel=a")
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.convert("RGBA").getchannel("A").getextrema() == (0x44, 0x44)


async def test_a_saved_picture_carries_its_recipe_and_says_who_made_it(client: Client) -> None:
    extra: dict[str, Any] = {"extra_pnginfo": {"workflow": {"nodes": [], "t": "日本"}, "fabula": {"job": "x"}}}
    content = await client.picture(model_free(), extra_data=extra)
    with Image.open(io.BytesIO(content)) as picture:
        assert isinstance(picture, PngImageFile)
        assert json.loads(picture.text["prompt"]) == model_free()
        assert picture.text["workflow"] == '{"nodes": [], "t": "\\u65e5\\u672c"}'
        assert json.loads(picture.text["fabula"]) == {"job": "x"}
        assert "built-in demo engine" in picture.text["Software"]


async def test_names_are_filled_and_counted(quick: Client) -> None:
    prefix = "sub/dir/%year%/li_%width%x%height%"
    first = (await quick.run(model_free(1, prefix)))["outputs"]["4"]["images"][0]
    second = (await quick.run(model_free(2, prefix)))["outputs"]["4"]["images"][0]
    assert (first["filename"], second["filename"]) == ("li_128x128_00001_.png", "li_128x128_00002_.png")
    assert first["subfolder"].startswith("sub/dir/20")


async def test_the_counter_goes_on_behind_what_lies_there(tmp_path: Path, session: aiohttp.ClientSession) -> None:
    for expected in ("t_00001_.png", "t_00002_.png"):
        async with Painter(folder=tmp_path) as painter:
            ended = await Client(painter, session).run(model_free())
        assert ended["outputs"]["4"]["images"][0]["filename"] == expected


async def test_saving_outside_the_folder_fails_when_it_runs(quick: Client) -> None:
    ended = await quick.run(model_free(prefix="../../evil"))
    kind, error = ended["status"]["messages"][-1]
    assert (kind, error["node_id"]) == ("execution_error", "4")
    assert "outside the output folder" in error["exception_message"]


@pytest.mark.parametrize("value", ["fab/x/s.png", "s.png [output]"])
async def test_loaded_pictures_may_lie_deeper_and_elsewhere(client: Client, value: str) -> None:
    await upload(client, png(), "s.png", subfolder="fab/x")
    await upload(client, png(), "s.png", type="output")
    graph = {
        "1": {"class_type": "LoadImage", "inputs": {"image": value}},
        "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "l"}},
    }
    with Image.open(io.BytesIO(await client.picture(graph))) as picture:
        assert picture.getpixel((0, 0)) == (0xC0, 0x40, 0x20)


async def test_a_file_that_is_no_picture_fails_when_it_runs(client: Client) -> None:
    await upload(client, b"hello", "note.txt")
    graph = {
        "1": {"class_type": "LoadImage", "inputs": {"image": "note.txt"}},
        "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
    }
    _, error = (await client.run(graph))["status"]["messages"][-1]
    assert error["exception_message"] == "The file note.txt is not a picture that can be read.\n"
    assert error["current_outputs"] == ["1", "2"]


async def test_a_picture_has_a_largest_size(client: Client) -> None:
    _, error = (await client.run(sampling(width=16384, height=16384)))["status"]["messages"][-1]
    assert error["exception_type"] == "torch.OutOfMemoryError"
    assert "Make the picture or the batch smaller" in error["exception_message"]


async def test_an_animation(client: Client) -> None:
    graph = {
        "1": {"class_type": "EmptyImage", "inputs": {"width": 16, "height": 16, "batch_size": 1, "color": 1}},
        "2": {"class_type": "EmptyImage", "inputs": {"width": 16, "height": 16, "batch_size": 1, "color": 0xFFFFFF}},
        "3": {"class_type": "ImageBatch", "inputs": {"image1": ["1", 0], "image2": ["2", 0]}},
        "4": {
            "class_type": "SaveAnimatedWEBP",
            "inputs": {
                "images": ["3", 0],
                "filename_prefix": "anim",
                "fps": 6.0,
                "lossless": True,
                "quality": 80,
                "method": "fastest",
            },
        },
    }
    ended = await client.run(graph)
    assert ended["outputs"]["4"]["animated"] == [True]
    _, content = await client.get("/view", params=ended["outputs"]["4"]["images"][0])
    with Image.open(io.BytesIO(content)) as picture:
        assert getattr(picture, "n_frames", 1) == 2
