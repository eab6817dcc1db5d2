"""What cannot be drawn is said before anything is asked of a model."""

from typing import Any

import pytest

from tests.imaging.images.easel import Easel, mask, picture
from tests.visitors import code_of, newcomer


async def test_wishes_that_make_no_sense_are_refused_at_once(easel: Easel) -> None:
    async def refused(**wish: Any) -> tuple[int, str]:
        answer = await easel.asked_for(**wish)
        return answer.status_code, code_of(answer)

    wide, text = await easel.upload(picture(128, 64)), await easel.upload(b"words", "notes.txt")
    ben = await newcomer(easel.app, "Ben")
    theirs = await easel.upload(picture(), by=ben.http)
    other = await easel.upload(mask(64, 64))
    narrow = await easel.upload(picture(4000, 40))
    dot = await easel.upload(picture(1, 1))
    wish = {"description": "a house"}
    malformed = (422, "malformed_request")
    for bad in (
        {},
        {"description": "  "},
        wish | {"count": 0},
        wish | {"count": 5},
        wish | {"width": 0},
        wish | {"height": 100_000},
        wish | {"steps": 0},
        wish | {"denoise": 1.5},
        wish | {"reference": "../etc"},
        {"description": "x" * 5000},
    ):
        assert await refused(**bad) == malformed
    assert await refused(**wish, reference=text) == (400, "reference_unusable")
    assert await refused(**wish, reference=narrow) == (400, "reference_unusable")
    assert await refused(**wish, reference=dot) == (400, "reference_unusable")
    assert await refused(**wish, reference=theirs) == (404, "asset_not_found")
    assert await refused(**wish, reference="0" * 36) == (404, "asset_not_found")
    assert await refused(**wish, mask=other) == (400, "mask_unusable")
    assert await refused(**wish, reference=wide, mask=other) == (400, "mask_unusable")
    assert await refused(**wish, reference=wide, mask=text) == (400, "mask_unusable")
    assert await refused(**wish, template="nothing") == (404, "template_not_found")
    assert await refused(**wish, template="flux-img2img") == (409, "template_unsuitable")
    assert await refused(**wish, template="sdxl", reference=wide) == (409, "template_unsuitable")
    assert await refused(**wish, template="flux-img2img", reference=wide, mask=wide) == (409, "template_unsuitable")
    assert await refused(**wish, template="upscale", reference=wide) == (409, "template_unsuitable")
    key = {"Idempotency-Key": "once"}
    first = await easel.asked_for(headers=key, **wish)
    assert (await easel.asked_for(headers=key, **wish)).json()["run"]["id"] == first.json()["run"]["id"]
    assert code_of(await easel.asked_for(headers=key, description="a tree")) == "key_reused"
    await easel.cancel(first.json()["run"]["id"])
    assert easel.painted == 0


async def test_pictures_of_impossible_sizes_do_not_come_in(easel: Easel) -> None:
    header = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
    for width, height in ((0, 0), (100_000, 100_000)):
        data = header + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00" + b"\x00" * 8
        answer = await easel.ann.http.post("/api/assets", files={"file": ("picture.png", data)})
        assert answer.status_code in (400, 413), answer.text


async def test_a_mask_in_which_nothing_is_painted_is_said(easel: Easel) -> None:
    wish = {"reference": await easel.upload(picture()), "mask": await easel.upload(mask(painted=False))}
    drawing = await easel.ended(await easel.begun(description="a house", **wish))
    assert drawing["run"]["error"]["code"] == "mask_blank"
    assert easel.asked == []


async def test_the_engines_own_reason_reaches_the_person(easel: Easel) -> None:
    easel.painter.script.fail_next("KSampler", "RuntimeError", "The dice fell off the table.")
    drawing = await easel.ended(await easel.begun(description="a house", count=1))
    error = drawing["run"]["error"]
    assert (drawing["run"]["state"], error["code"]) == ("failed", "render_failed")
    assert "The dice fell off the table." in error["message"]
    again = await easel.ann.http.post(f"/api/runs/{drawing['run']['id']}/retry")
    await easel.until_over(again.json()["id"])
    assert (await easel.drawing(again.json()["id"]))["run"]["state"] == "done"


async def test_one_picture_of_several_may_fail(easel: Easel) -> None:
    easel.painter.script.fail_next("KSampler", "RuntimeError", "Not this one.")
    drawing = await easel.ended(await easel.begun(description="a house", count=2, width=64, height=64, steps=1))
    assert (drawing["run"]["state"], len(drawing["variants"])) == ("done", 1)
    assert "1 of 2 pictures came to nothing." in drawing["notes"][0]


@pytest.mark.parametrize("changes", [{"comfyui_url": ()}])
async def test_without_a_picture_server_the_admin_is_named(bare: Easel) -> None:
    drawing = await bare.ended(await bare.begun(description="a house"))
    error = drawing["run"]["error"]
    assert (error["code"], error["who"]) == ("no_server", "admin")
    assert bare.asked == []
