"""Stored files over HTTP."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image, PngImagePlugin

from fabula.core.settings import Settings

MakePicture = Callable[..., bytes]


async def upload(http: httpx.AsyncClient, name: str, data: bytes, **fields: str) -> httpx.Response:
    return await http.post("/api/assets", files={"file": (name, data)}, data=fields)


def stored(settings: Settings) -> list[Path]:
    return sorted(path for path in (settings.data / "assets").rglob("*") if path.is_file())


@pytest.mark.every_database
async def test_a_picture_is_stored_and_comes_back(
    anna: httpx.AsyncClient, make_picture: MakePicture, settings: Settings
) -> None:
    data = make_picture("PNG")
    answer = await upload(anna, "portrait.png", data)
    assert answer.status_code == 201, answer.text
    asset = answer.json()
    sha256 = hashlib.sha256(data).hexdigest()
    assert asset == {
        "id": asset["id"],
        "name": "portrait.png",
        "media_type": "image/png",
        "bytes": len(data),
        "width": 40,
        "height": 30,
        "sha256": sha256,
        "kind": "picture",
        "created_at": asset["created_at"],
        "url": f"/api/assets/{asset['id']}/content",
        "thumbnail_url": f"/api/assets/{asset['id']}/thumbnail",
        "provenance": None,
    }
    assert stored(settings) == [settings.data / "assets" / sha256[:2] / sha256[2:]]
    content = await anna.get(asset["url"])
    assert content.content == data
    assert (await anna.get(f"/api/assets/{asset['id']}")).json() == asset
    assert (await anna.get("/api/assets")).json() == {"items": [asset], "next": None}


@pytest.mark.every_database
async def test_another_persons_file_is_not_there(anna: httpx.AsyncClient, boris: httpx.AsyncClient) -> None:
    asset = (await upload(anna, "notes.txt", b"mine")).json()
    for path in ("", "/content", "/thumbnail"):
        answer = await boris.get(f"/api/assets/{asset['id']}{path}")
        assert answer.status_code == 404
        assert answer.json()["error"]["code"] == "asset_not_found"
    assert (await boris.delete(f"/api/assets/{asset['id']}")).status_code == 404
    assert (await boris.get("/api/assets")).json()["items"] == []
    assert (await anna.get(asset["url"])).content == b"mine"


async def test_nobody_gets_in_unsigned(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/assets")).status_code == 401
    assert (await upload(client, "notes.txt", b"x")).status_code == 401


@pytest.mark.every_database
async def test_the_same_bytes_lie_once_until_the_last_owner_lets_go(
    anna: httpx.AsyncClient, boris: httpx.AsyncClient, settings: Settings
) -> None:
    first = (await upload(anna, "a.bin", b"shared bytes")).json()
    second = (await upload(boris, "b.bin", b"shared bytes")).json()
    assert len(stored(settings)) == 1
    assert (await anna.delete(f"/api/assets/{first['id']}")).status_code == 204
    await asyncio.sleep(0.2)
    assert (await boris.get(second["url"])).content == b"shared bytes"
    assert (await boris.delete(f"/api/assets/{second['id']}")).status_code == 204
    await until_stored(settings, 0)


async def test_a_list_is_paged_and_filtered(anna: httpx.AsyncClient, make_picture: MakePicture) -> None:
    for n in range(5):
        await upload(anna, f"{n}.txt", str(n).encode())
        await asyncio.sleep(0.002)
    await upload(anna, "p.png", make_picture("PNG"))
    page = (await anna.get("/api/assets?limit=3&kind=file")).json()
    assert [item["name"] for item in page["items"]] == ["4.txt", "3.txt", "2.txt"]
    page = (await anna.get(f"/api/assets?limit=3&kind=file&after={page['next']}")).json()
    assert [item["name"] for item in page["items"]] == ["1.txt", "0.txt"]
    assert page["next"] is None
    assert len((await anna.get("/api/assets?kind=picture")).json()["items"]) == 1


async def test_metadata_goes_unless_it_is_kept(anna: httpx.AsyncClient, make_picture: MakePicture) -> None:
    recipe = PngImagePlugin.PngInfo()
    recipe.add_text("workflow", '{"nodes": []}')
    data = make_picture("PNG", pnginfo=recipe)
    stripped = await anna.get((await upload(anna, "a.png", data)).json()["url"])
    kept = await anna.get((await upload(anna, "a.png", data, keep_metadata="true")).json()["url"])
    assert b"workflow" not in stripped.content
    assert kept.content == data


async def test_the_content_decides_the_type_and_mends_the_name(
    anna: httpx.AsyncClient, make_picture: MakePicture
) -> None:
    asset = (await upload(anna, "photo.png", make_picture("JPEG"))).json()
    assert (asset["name"], asset["media_type"]) == ("photo.jpg", "image/jpeg")


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("evil.png", b"<html><script>alert(1)</script>", "name_deceives"),
        ("evil.JPEG", b"MZ\x90", "name_deceives"),
        ("half.png", b"\x89PNG\r\n\x1a\n" + bytes(30), "picture_damaged"),
    ],
)
async def test_what_only_looks_like_a_picture_is_refused(
    anna: httpx.AsyncClient, settings: Settings, name: str, data: bytes, code: str
) -> None:
    answer = await upload(anna, name, data)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["code"], error["who"]) == (code, "user")
    assert error["hint"]
    assert stored(settings) == []


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "application/octet-stream"),
        ("page.html", b"<script>alert(1)</script>", "application/octet-stream"),
        ("notes.txt", b"<script>alert(1)</script>", "text/plain; charset=utf-8"),
        ("no-ending", b"", "application/octet-stream"),
    ],
)
async def test_other_files_are_only_ever_downloaded(
    anna: httpx.AsyncClient, name: str, data: bytes, media_type: str
) -> None:
    asset = (await upload(anna, name, data)).json()
    assert (asset["kind"], asset["thumbnail_url"]) == ("file", None)
    content = await anna.get(asset["url"])
    assert content.content == data
    assert content.headers["content-type"] == media_type
    assert content.headers["content-disposition"].startswith("attachment;")
    assert content.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in content.headers["content-security-policy"]
    assert (await anna.get(f"/api/assets/{asset['id']}/thumbnail")).json()["error"]["code"] == "no_thumbnail"


async def test_a_picture_is_shown_in_place_or_downloaded(anna: httpx.AsyncClient, make_picture: MakePicture) -> None:
    asset = (await upload(anna, "Портрет.gif", make_picture("GIF"))).json()
    shown, saved = await anna.get(asset["url"]), await anna.get(asset["url"] + "?download=true")
    assert shown.headers["content-disposition"].startswith("inline;")
    assert saved.headers["content-disposition"] == (
        "attachment; filename=\".gif\"; filename*=UTF-8''%D0%9F%D0%BE%D1%80%D1%82%D1%80%D0%B5%D1%82.gif"
    )


async def test_a_part_of_a_file(anna: httpx.AsyncClient) -> None:
    asset = (await upload(anna, "digits.bin", b"0123456789")).json()
    answer = await anna.get(asset["url"], headers={"Range": "bytes=4-5"})
    assert (answer.status_code, answer.content) == (206, b"45")
    assert answer.headers["content-range"] == "bytes 4-5/10"
    assert answer.headers["content-length"] == "2"
    several = await anna.get(asset["url"], headers={"Range": "bytes=0-1,4-5"})
    assert (several.status_code, several.content) == (200, b"0123456789")
    beyond = await anna.get(asset["url"], headers={"Range": "bytes=10-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, "bytes */10")
    assert beyond.json()["error"]["code"] == "range_not_satisfiable"


async def test_what_the_browser_has_is_not_sent_again(anna: httpx.AsyncClient) -> None:
    asset = (await upload(anna, "digits.bin", b"0123456789")).json()
    etag = f'"{asset["sha256"]}"'
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = await anna.get(asset["url"], headers={"If-None-Match": known})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)
    assert (await anna.get(asset["url"], headers={"If-None-Match": '"other"'})).status_code == 200
    part = {"Range": "bytes=0-0"}
    assert (await anna.get(asset["url"], headers=part | {"If-Range": etag})).status_code == 206
    assert (await anna.get(asset["url"], headers=part | {"If-Range": '"other"'})).content == b"0123456789"


async def test_a_head_has_the_headers_and_no_body(anna: httpx.AsyncClient) -> None:
    asset = (await upload(anna, "digits.bin", b"0123456789")).json()
    answer = await anna.head(asset["url"], headers={"Range": "bytes=0-3"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == "10"
    assert answer.headers["accept-ranges"] == "bytes"


async def test_a_thumbnail_is_made_once(anna: httpx.AsyncClient, make_picture: MakePicture, settings: Settings) -> None:
    asset = (await upload(anna, "large.png", make_picture("PNG", (2000, 1000)))).json()
    answers = await asyncio.gather(*(anna.get(f"{asset['thumbnail_url']}?size=256") for _ in range(8)))
    for answer in answers:
        assert answer.headers["content-type"] == "image/webp"
        with Image.open(BytesIO(answer.content)) as small:
            assert small.size == (256, 128)
    made = [path for path in stored(settings) if path.name.endswith(".256.webp")]
    assert len(made) == 1
    before = made[0].stat().st_mtime_ns
    again = await anna.get(f"{asset['thumbnail_url']}?size=256", headers={"If-None-Match": answers[0].headers["etag"]})
    assert again.status_code == 304
    assert (await anna.get(f"{asset['thumbnail_url']}?size=256")).content == answers[0].content
    assert made[0].stat().st_mtime_ns == before
    assert (await anna.get(f"{asset['thumbnail_url']}?size=300")).status_code == 422


BOUNDARY = {"Content-Type": "multipart/form-data; boundary=b"}
FIELD = b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n'
FILE = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhello\r\n'


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Type": "application/json"}, b"{}"),
        ({"Content-Type": "multipart/form-data"}, FILE + b"--b--"),
        (BOUNDARY, b""),
        (BOUNDARY, b"nonsense"),
        (BOUNDARY, FILE),
        (BOUNDARY, FILE + FILE + b"--b--"),
        (BOUNDARY, b'--b\r\nContent-Disposition: form-data; name="other"\r\n\r\nx\r\n--b--'),
        (BOUNDARY, b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nnot a file\r\n--b--'),
        (
            BOUNDARY,
            b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n' + b"y" * 2000 + b"\r\n" + FILE + b"--b--",
        ),
        (BOUNDARY, b"--b\r\nX-Long: " + b"y" * 9000 + b"\r\n\r\n" + FILE + b"--b--"),
    ],
)
async def test_a_form_that_is_none_is_refused(
    anna: httpx.AsyncClient, settings: Settings, headers: dict[str, str], body: bytes
) -> None:
    answer = await anna.post("/api/assets", content=body, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "upload_malformed"
    assert stored(settings) == []


async def test_a_form_may_come_in_the_smallest_pieces(anna: httpx.AsyncClient) -> None:
    async def trickle() -> AsyncIterator[bytes]:
        for byte in FILE + b"--b--\r\n":
            yield bytes([byte])

    answer = await anna.post("/api/assets", content=trickle(), headers=BOUNDARY)
    assert answer.status_code == 201
    assert (await anna.get(answer.json()["url"])).content == b"hello"


async def test_a_name_with_folders_is_only_a_name(anna: httpx.AsyncClient, settings: Settings) -> None:
    body = FILE.replace(b"a.txt", b"../../etc/passwd") + b"--b--"
    asset: dict[str, Any] = (await anna.post("/api/assets", content=body, headers=BOUNDARY)).json()
    assert asset["name"] == "passwd"
    assert [path.name for path in stored(settings)] == [asset["sha256"][2:]]


async def test_a_file_over_the_limit_is_refused(
    anna: httpx.AsyncClient, settings: Settings, make_picture: MakePicture
) -> None:
    heavy = make_picture("PNG", (40, 30)) + bytes(settings.image_max_mb_upload * 1024 * 1024)
    answer = await upload(anna, "heavy.png", heavy)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "picture_too_large")
    assert stored(settings) == []


async def test_a_lost_content_says_so(anna: httpx.AsyncClient, settings: Settings) -> None:
    asset = (await upload(anna, "digits.bin", b"0123456789")).json()
    stored(settings)[0].unlink()
    answer = await anna.get(asset["url"])
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "storage_failed")
    assert (await upload(anna, "again.bin", b"0123456789")).status_code == 201
    assert (await anna.get(asset["url"])).content == b"0123456789"


@pytest.mark.every_database
async def test_the_files_of_a_deleted_person_go_with_them(
    anna: httpx.AsyncClient, boris: httpx.AsyncClient, settings: Settings
) -> None:
    kept = (await upload(anna, "kept.txt", b"of both")).json()
    await upload(boris, "kept.txt", b"of both")
    await upload(boris, "gone.txt", b"of one")
    assert len(stored(settings)) == 2
    assert (await anna.delete(f"/api/admin/users/{boris.headers['X-Me']}")).status_code == 204
    await until_stored(settings, 1)
    assert (await anna.get(kept["url"])).content == b"of both"


async def until_stored(settings: Settings, count: int) -> None:
    for _ in range(250):
        if len(stored(settings)) == count:
            return
        await asyncio.sleep(0.02)
    pytest.fail(f"{len(stored(settings))} contents are stored, not {count}")
