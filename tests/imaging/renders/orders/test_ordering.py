"""People order renders over HTTP and find them again."""

from typing import Any

import pytest

from tests.imaging.renders.studio import Studio, graph
from tests.visitors import code_of, newcomer

SMALL = {"checkpoint": "fabula-demo-sd15.safetensors", "width": 64, "height": 64, "steps": 1}


async def test_a_graph_becomes_a_picture(studio: Studio) -> None:
    [render] = await studio.made(graph=graph(), title="A small one")
    assert render["run"]["state"] == "done", render["run"]
    assert (render["title"], render["server"], render["attempts"]) == (
        "A small one",
        studio.pool.hosts[0].server.name,
        [],
    )
    [picture] = render["pictures"]
    assert (picture["width"], picture["media_type"], picture["title"]) == (64, "image/png", "A small one")
    content = await studio.ann.http.get(picture["url"])
    assert content.content.startswith(b"\x89PNG")


async def test_variants_of_a_template_get_random_seeds_that_are_recorded(studio: Studio) -> None:
    ordered = await studio.order(template="sd15", values=SMALL | {"prompt": "a lighthouse"}, count=3)
    renders = [await studio.ended(run["id"]) for run in ordered["renders"]]
    assert [render["run"]["state"] for render in renders] == ["done"] * 3
    seeds = [render["seed"] for render in renders]
    assert len(set(seeds)) == 3
    assert [render["values"]["seed"] for render in renders] == seeds
    assert {render["group_id"] for render in renders} == {ordered["group_id"]}
    assert [render["place"] for render in renders] == [0, 1, 2]
    assert renders[0]["graph"] != renders[1]["graph"]
    assert renders[0]["title"] == "a lighthouse"


async def test_a_given_seed_counts_up(studio: Studio) -> None:
    ordered = await studio.made(template="sd15", values=SMALL | {"seed": 7}, count=2)
    assert [render["seed"] for render in ordered] == [7, 8]


async def test_the_same_key_answers_with_the_same_renders(studio: Studio) -> None:
    body = {"template": "sd15", "values": SMALL, "count": 2}
    key = {"Idempotency-Key": "abc"}
    first = await studio.ann.http.post("/api/renders", json=body, headers=key)
    second = await studio.ann.http.post("/api/renders", json=body, headers=key)
    ids = [[run["id"] for run in answer.json()["renders"]] for answer in (first, second)]
    assert ids[0] == ids[1]
    assert first.json()["group_id"] == second.json()["group_id"]
    other = await studio.ann.http.post("/api/renders", json=body | {"count": 1}, headers=key)
    assert (other.status_code, code_of(other)) == (409, "key_reused")
    ben = await newcomer(studio.app, "Ben")
    third = await ben.http.post("/api/renders", json=body, headers=key)
    assert third.json()["group_id"] != first.json()["group_id"]
    for run in (*first.json()["renders"], *third.json()["renders"]):
        await studio.ended(run["id"], by=None if run in first.json()["renders"] else ben.http)


async def test_the_same_again_makes_the_same_and_vary_another(studio: Studio) -> None:
    [first] = await studio.made(template="sd15", values=SMALL | {"prompt": "a {red|blue|green} boat"})
    same = await studio.ann.http.post(f"/api/renders/{first['id']}/again", json={})
    [again] = [await studio.ended(run["id"]) for run in same.json()["renders"]]
    assert (again["values"], again["seed"], again["graph"]) == (first["values"], first["seed"], first["graph"])
    assert again["run"]["state"] == "done"
    assert again["group_id"] != first["group_id"]
    other = await studio.ann.http.post(f"/api/renders/{first['id']}/again", json={"vary": True, "count": 2})
    varied = [await studio.ended(run["id"]) for run in other.json()["renders"]]
    assert len({first["seed"], *(render["seed"] for render in varied)}) == 3
    assert {render["title"] for render in varied} == {first["title"]}
    changed = await studio.ann.http.post(f"/api/renders/{first['id']}/again", json={"values": {"steps": 2}})
    [more] = [await studio.ended(run["id"]) for run in changed.json()["renders"]]
    assert (more["values"]["steps"], more["seed"]) == (2, first["seed"])


async def test_renders_are_listed_by_group_state_and_template(studio: Studio) -> None:
    [plain] = await studio.made(graph=graph())
    [templated] = await studio.made(template="sd15", values=SMALL)

    async def listed(**wanted: str) -> list[str]:
        answer = await studio.ann.http.get("/api/renders", params=wanted)
        return [render["id"] for render in answer.json()["items"]]

    assert await listed() == [templated["id"], plain["id"]]
    assert await listed(group=plain["group_id"]) == [plain["id"]]
    assert await listed(template="sd15") == [templated["id"]]
    assert await listed(state="done") == [templated["id"], plain["id"]]
    assert await listed(state="active") == []
    page = await studio.ann.http.get("/api/renders", params={"limit": 1})
    assert await listed(limit="1", after=page.json()["next"]) == [plain["id"]]


async def test_renders_of_others_do_not_exist(studio: Studio) -> None:
    [render] = await studio.made(graph=graph())
    ben = await newcomer(studio.app, "Ben")
    for answer in (
        await ben.http.get(f"/api/renders/{render['id']}"),
        await ben.http.post(f"/api/renders/{render['id']}/again", json={}),
    ):
        assert (answer.status_code, code_of(answer)) == (404, "render_not_found")
    assert (await ben.http.get("/api/renders")).json()["items"] == []


async def test_the_form_offers_what_the_servers_offer(studio: Studio) -> None:
    answer = await studio.ann.http.get("/api/renders/options", params={"template": "sd15"})
    options = answer.json()
    inputs = {each["name"]: each for each in options["inputs"]}
    assert "fabula-demo-sd15.safetensors" in inputs["checkpoint"]["choices"]
    assert inputs["checkpoint"]["default"] == "fabula-demo-sd15.safetensors"
    assert "euler" in inputs["sampler"]["choices"]
    [server] = options["servers"]
    assert (server["is_there"], server["can_run"], server["missing"]) == (True, True, [])
    assert (options["waiting"], options["paused"]) == (0, False)


async def test_what_cannot_be_made_is_said_before_it_is_accepted(studio: Studio) -> None:
    async def refused(**body: object) -> tuple[int, str, str]:
        answer = await studio.ann.http.post("/api/renders", json=body)
        return answer.status_code, code_of(answer), answer.json()["error"]["message"]

    unknown: dict[str, Any] = {"1": {"class_type": "NoSuchNode", "inputs": {}}}
    assert (await refused(graph=unknown))[:2] == (409, "no_server_fits")
    assert (await refused())[:2] == (400, "order_unclear")
    assert (await refused(graph=graph(), template="sd15"))[:2] == (400, "order_unclear")
    assert (await refused(graph={"nodes": [], "links": []}))[:2] == (400, "workflow_unusable")
    assert (await refused(graph={"hello": 1}))[:2] == (400, "workflow_unusable")
    assert (await refused(template="nothing"))[:2] == (404, "template_not_found")
    assert (await refused(template="sd15", values={"colour": 1}))[:2] == (400, "input_unknown")
    assert (await refused(template="sd15", values=SMALL | {"steps": "many"}))[:2] == (400, "value_refused")
    assert (await refused(graph=graph(), server="south"))[:2] == (404, "server_unknown")
    sampler = await refused(template="sd15", values=SMALL | {"sampler": "magic"})
    assert sampler[:2] == (400, "render_refused")
    assert "magic" in sampler[2]
    huge = graph() | {"3": {"class_type": "Note", "inputs": {"text": "x" * 2**21}}}
    assert (await refused(graph=huge))[:2] == (413, "order_too_large")
    assert (await studio.ann.http.get("/api/runs")).json()["items"] == []


async def test_a_failed_render_can_be_tried_again_as_a_run(studio: Studio) -> None:
    studio.painters[0].script.fail_next("SaveImage")
    [failed] = await studio.made(graph=graph())
    assert failed["run"]["state"] == "failed"
    assert "Scripted failure" in failed["run"]["error"]["message"]
    answer = await studio.ann.http.post(f"/api/runs/{failed['id']}/retry")
    assert answer.status_code == 200
    again = await studio.ended(answer.json()["id"])
    assert (again["run"]["state"], again["group_id"], len(again["pictures"])) == ("done", failed["group_id"], 1)


@pytest.mark.parametrize("template", ["default", "sd15", "system://sdxl", "sdxl-lora", "flux"])
async def test_a_shipped_template_needs_only_a_prompt(studio: Studio, template: str) -> None:
    small = {"prompt": "a lighthouse", "width": 64, "height": 64, "steps": 1}
    [render] = await studio.made(template=template, values=small)
    assert render["run"]["state"] == "done", render["run"]
    chosen = [value for value in render["values"].values() if str(value).endswith(".safetensors")]
    assert chosen
    assert all("fabula-demo" in value for value in chosen)
