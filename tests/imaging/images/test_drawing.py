"""Words become pictures, and pictures other pictures."""

from typing import Any

import pytest

from tests.imaging.images.easel import SMALL, Easel, mask, picture
from tests.visitors import newcomer

FENCE = "Сделать забор белым"


async def test_russian_words_become_pictures_with_seeds_of_their_own(easel: Easel) -> None:
    drawing = await easel.drawn(description="Рыжий кот спит на подоконнике", count=4, **SMALL)
    assert drawing["prompt"].startswith("ginger cat, sleeping on windowsill")
    assert (drawing["written_by"], drawing["notes"], drawing["seen"]) == ("fabula-demo", [], "")
    assert drawing["negative"]
    assert drawing["settings"]["checkpoint"] == "fabula-demo-sdxl.safetensors"
    assert (drawing["settings"]["steps"], drawing["settings"]["width"]) == (1, 64)
    assert [variant["place"] for variant in drawing["variants"]] == [0, 1, 2, 3]
    assert len({variant["seed"] for variant in drawing["variants"]}) == 4
    assert not any(variant["is_picked"] for variant in drawing["variants"])
    assert (drawing["run"]["result"], drawing["run"]["live"]["preview"]) == ({"pictures": 4, "wanted": 4}, None)

    run_id = drawing["run"]["id"]
    picked = await easel.ann.http.put(f"/api/drawings/{run_id}", json={"pick": 2})
    assert [variant["is_picked"] for variant in picked.json()["variants"]] == [False, False, True, False]
    assert (await easel.ann.http.put(f"/api/drawings/{run_id}", json={"pick": 4})).status_code == 404

    seed = drawing["variants"][1]["seed"]
    again = await easel.drawn(description="  рыжий кот спит на подоконнике. ", seed=seed, count=2, **SMALL)
    assert [variant["seed"] for variant in again["variants"]] == [seed, seed + 1]
    assert again["prompt"] == drawing["prompt"]
    assert await easel.content(again["variants"][0]) == await easel.content(drawing["variants"][1])
    assert len(easel.asked) == 1, "the same wish is written once"

    listed = (await easel.ann.http.get("/api/drawings", params={"limit": 1})).json()
    assert [each["run"]["id"] for each in listed["items"]] == [again["run"]["id"]]
    ben = await newcomer(easel.app, "Ben")
    for answer in (
        await ben.http.get(f"/api/drawings/{run_id}"),
        await ben.http.put(f"/api/drawings/{run_id}", json={"pick": 0}),
        await ben.http.get(f"/api/drawings/{run_id}/history"),
    ):
        assert answer.status_code == 404
    assert (await ben.http.get("/api/drawings")).json()["items"] == []


async def test_a_picture_is_looked_at_and_changed_within_bounds(easel: Easel) -> None:
    reference = await easel.upload(picture(2000, 1000, "brown", "JPEG"), "fence.jpg")
    drawing = await easel.drawn(description=FENCE, reference=reference)
    assert "main colour" in drawing["seen"]
    assert drawing["seen_by"].startswith("fabula-demo-vision")
    assert drawing["prompt"].startswith("Fence white.")
    assert (drawing["negative"], drawing["template"]) == ("", "default-img2img")
    settings = drawing["settings"]
    assert 0.55 <= settings["denoise"] <= 0.65
    assert 25 <= settings["steps"] <= 30
    assert settings["sampler"] == "euler"
    assert drawing["reference"]["id"] == reference
    [render] = await easel.renders_of(drawing["run"]["id"])
    fitted = await easel.ann.http.get(f"/api/assets/{render['values']['image']}")
    assert (fitted.json()["width"], fitted.json()["height"]) == (1024, 512)
    assert len(easel.asked) == 3

    await easel.drawn(description=FENCE, reference=reference, count=2)
    assert len(easel.asked) == 3, "a variation costs no model anything"
    files = (await easel.ann.http.get("/api/assets")).json()["items"]
    assert sum(file["name"].startswith("reference-") for file in files) == 1


async def test_a_chain_of_edits_can_be_walked(easel: Easel) -> None:
    easel.painter.script.set_pace(plain=False)
    first = await easel.drawn(description="Дом", **SMALL)
    easel.painter.script.set_pace(plain=True)
    [house] = first["variants"]
    changed = await easel.drawn(description="Сделай ночь", reference=house["asset_id"], denoise=0.4, steps=3)
    assert (changed["parent_id"], first["parent_id"]) == (first["run"]["id"], None)
    assert (changed["settings"]["denoise"], changed["settings"]["steps"]) == (0.4, 3)
    assert len(easel.asked) == 3, "what a person set is not asked for"
    history = (await easel.ann.http.get(f"/api/drawings/{changed['run']['id']}/history")).json()
    assert [each["run"]["id"] for each in history] == [changed["run"]["id"], first["run"]["id"]]


async def test_only_the_masked_part_is_drawn_anew(easel: Easel) -> None:
    reference = await easel.upload(picture(128, 64, "green"))
    wish = {"description": "Красный дом", "reference": reference, "mask": await easel.upload(mask(128, 64))}
    drawing = await easel.drawn(**wish, steps=2)
    assert (drawing["template"], drawing["seen"]) == ("inpaint", "")
    assert drawing["mask"]["id"] == wish["mask"]
    assert drawing["settings"]["denoise"] == 1.0
    [render] = await easel.renders_of(drawing["run"]["id"])
    assert render["values"]["mask"] != render["values"]["image"]


async def test_a_description_may_be_the_prompt_already(easel: Easel) -> None:
    drawing = await easel.drawn(
        description="a plain {lighthouse|lighthouse}", as_written=True, template="flux", **SMALL
    )
    assert (drawing["prompt"], drawing["written_by"], drawing["negative"]) == (
        "a plain {lighthouse|lighthouse}",
        "",
        "",
    )
    assert easel.asked == []
    assert "cfg" not in drawing["settings"]
    plain = await easel.drawn(description="Маяк в шторм", template="flux", negative="fog", cfg=5, **SMALL)
    assert plain["prompt"].endswith(".")
    assert "detailed" not in plain["prompt"]
    assert [note.split(" has no place for ")[1].split(",")[0] for note in plain["notes"]] == ["cfg", "negative"]


async def test_a_drawing_is_refused_before_it_begins_if_its_pictures_are_too_many(easel: Easel) -> None:
    limit = f"/api/admin/limits/people/{easel.ann.id}/pictures"
    assert (await easel.ann.http.put(limit, json={"limit": 3})).status_code == 200
    refused = await easel.asked_for(description="a fence", count=4, **SMALL)
    assert refused.status_code == 429
    assert refused.json()["error"]["message"] == "Not enough pictures are left for today: 3 of 3, and this takes 4."
    drawing = await easel.drawn(description="a fence", count=2, **SMALL)
    assert len(drawing["variants"]) == 2
    items = (await easel.ann.http.get("/api/limits")).json()["items"]
    assert {item["use"]: item["used"] for item in items}["pictures"] == 2


@pytest.mark.every_database
async def test_the_list_of_runs_shows_the_first_picture_or_the_one_that_was_picked(easel: Easel) -> None:
    drawing = await easel.drawn(description="a cat", count=3, **SMALL)

    async def made() -> dict[str, Any]:
        [run] = (await easel.ann.http.get("/api/runs", params={"kind": "image"})).json()["items"]
        return run["made"]

    first, _, last = drawing["variants"]
    expected = {"picture_id": first["picture_id"], "thumbnail_url": first["thumbnail_url"], "pictures": 3}
    assert await made() == expected
    await easel.ann.http.put(f"/api/drawings/{drawing['run']['id']}", json={"pick": 2})
    assert (await made())["picture_id"] == last["picture_id"]
