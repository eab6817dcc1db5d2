"""Hidden templates and models are neither listed nor used, also when they are asked for by name."""

import asyncio
from typing import Any

import pytest

from fabula.core.settings import Settings
from tests.visitors import Visitor, newcomer, started

STORYTELLER = "fabula-demo-storyteller"


async def hide(admin: Visitor, kind: str, name: str, *, hidden: bool = True) -> None:
    answer = await admin.http.put("/api/admin/visibility", json={"kind": kind, "name": name, "hidden": hidden})
    assert answer.status_code == 204, answer.text


async def shipped(who: Visitor) -> set[str]:
    return {item["id"] for item in (await who.http.get("/api/templates/shipped")).json()}


@pytest.mark.every_database
async def test_a_hidden_template_is_there_for_admins_alone(settings: Settings) -> None:
    async with started(settings) as app:
        anna, boris = await newcomer(app, "anna"), await newcomer(app, "boris")
        await hide(anna, "template", "sdxl")
        assert "sdxl" in await shipped(anna)
        assert "sdxl" not in await shipped(boris)
        assert (await anna.http.get("/api/templates/sdxl")).status_code == 200
        for verb, path in (("GET", ""), ("GET", "/export"), ("GET", "/schema"), ("POST", "/copy"), ("POST", "/check")):
            refused = await boris.http.request(verb, f"/api/templates/sdxl{path}")
            assert (refused.status_code, refused.json()["error"]["code"]) == (404, "hidden_from_you")
        asked = await boris.http.post("/api/renders", json={"template": "system://sdxl", "values": {"prompt": "a cat"}})
        assert asked.json()["error"]["message"] == "This template is not open to you."
        await hide(anna, "template", "sdxl", hidden=False)
        assert (await boris.http.get("/api/templates/sdxl")).status_code == 200


async def test_a_shared_template_can_be_hidden_but_nobodys_own(settings: Settings) -> None:
    async with started(settings) as app:
        anna, boris = await newcomer(app, "anna"), await newcomer(app, "boris")
        shared = (await anna.http.post("/api/templates/sd15/copy")).json()["id"]
        await anna.http.patch(f"/api/templates/{shared}", json={"is_shared": True})
        own = (await boris.http.post("/api/templates/sd15/copy")).json()["id"]
        for template in (shared, own):
            await hide(anna, "template", template)
        listed = [item["id"] for item in (await boris.http.get("/api/templates")).json()["items"]]
        assert listed == [own]
        assert (await boris.http.get(f"/api/templates/{shared}/revisions")).status_code == 404
        assert (await boris.http.get(f"/api/templates/{own}")).status_code == 200


async def models_of(who: Visitor) -> set[str]:
    listed = (await who.http.get("/api/models")).json()["channels"]
    return {model["name"] for channel in listed for model in channel["models"]}


async def test_a_hidden_model_is_neither_listed_nor_chosen(settings: Settings) -> None:
    async with started(settings, demo_engines=True) as app:
        anna, boris = await newcomer(app, "anna"), await newcomer(app, "boris")
        async with asyncio.timeout(20):
            while not await models_of(anna):  # noqa: ASYNC110
                await asyncio.sleep(0.05)

        async def chosen(who: Visitor) -> Any:
            items = (await who.http.get("/api/models/choices")).json()["items"]
            return next(item["model"] for item in items if item["role"] == "chat")

        everything, usual = await models_of(anna), await chosen(boris)
        await hide(anna, "model", usual)
        assert await models_of(boris) == everything - {usual}
        assert await models_of(anna) == everything
        assert await chosen(boris) != usual
        assert await chosen(anna) == usual


async def test_what_is_hidden_is_listed_and_recorded_for_admins(settings: Settings) -> None:
    async with started(settings) as app:
        anna, boris = await newcomer(app, "anna"), await newcomer(app, "boris")
        await hide(anna, "model", "big")
        await hide(anna, "model", "big")
        listed = await anna.http.get("/api/admin/visibility")
        assert listed.json() == {"items": [{"kind": "model", "name": "big"}]}
        entry = (await anna.http.get("/api/admin/audit")).json()["items"][0]
        assert (entry["action"], entry["subject"], entry["details"]) == ("model.hidden", "big", {"role": "user"})
        assert (await boris.http.get("/api/admin/visibility")).status_code == 403
        wrong = {"kind": "model", "name": "big", "hidden": True}
        assert (await boris.http.put("/api/admin/visibility", json=wrong)).status_code == 403
