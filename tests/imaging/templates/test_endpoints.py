"""Templates over HTTP."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from PIL import Image, PngImagePlugin

from fabula.core.db import Database
from fabula.core.settings import Settings
from fabula.imaging.templates import Role, Templates, fill
from fabula.imaging.templates.errors import TemplateNameUnclear, TemplateNotFound, WorkflowUnusable
from tests.engines.comfy.formats.samples import golden_info, golden_pairs
from tests.imaging.templates.graphs import classic, node, renumbered
from tests.visitors import code_of, started

Json = dict[str, Any]


async def imported(http: httpx.AsyncClient, workflow: Any = None, name: str = "Mine") -> Json:
    data = json.dumps(classic() if workflow is None else workflow)
    answer = await http.post("/api/templates", params={"name": name}, content=data)
    assert answer.status_code == 201, answer.text
    return answer.json()


def input_of(template: Json, name: str) -> Json:
    return next(each for each in template["inputs"] if each["name"] == name)


@pytest.mark.every_database
async def test_a_workflow_becomes_a_template_and_comes_back(anna: httpx.AsyncClient) -> None:
    made = await imported(anna)
    assert (made["name"], made["origin"], made["is_mine"], made["revision"]) == ("Mine", "own", True, 1)
    assert made["graph"] == classic()
    assert input_of(made, "seed") == {
        "name": "seed",
        "role": "seed",
        "type": "integer",
        "title": "Seed",
        "default": 7,
        "minimum": 0,
        "maximum": 2**64 - 1,
        "step": 1,
        "choices": [],
        "is_required": False,
        "may_replace_link": False,
        "places": [{"node": "6", "input": "seed", "placeholder": None}],
    }
    assert (await anna.get(f"/api/templates/{made['id']}")).json() == made
    listed = (await anna.get("/api/templates")).json()
    assert [each["id"] for each in listed["items"]] == [made["id"]]


@pytest.mark.every_database
async def test_what_is_anothers_is_not_there_until_an_admin_shares_it(
    admin: httpx.AsyncClient, anna: httpx.AsyncClient, boris: httpx.AsyncClient
) -> None:
    made = await imported(anna)
    address = f"/api/templates/{made['id']}"
    for answer in (
        await boris.get(address),
        await boris.patch(address, json={"name": "x"}),
        await boris.delete(address),
        await boris.get(f"{address}/export"),
        await boris.put(f"{address}/workflow", content=b"{}"),
    ):
        assert (answer.status_code, code_of(answer)) == (404, "template_not_found")
    assert (await anna.patch(address, json={"is_shared": True})).status_code == 403

    shared = await imported(admin, name="House style")
    address = f"/api/templates/{shared['id']}"
    assert (await admin.patch(address, json={"is_shared": True})).json()["origin"] == "shared"
    seen = (await boris.get(address)).json()
    assert (seen["origin"], seen["is_mine"]) == ("shared", False)
    assert code_of(await boris.delete(address)) == "template_read_only"
    assert [each["name"] for each in (await boris.get("/api/templates")).json()["items"]] == ["House style"]


async def test_a_template_is_found_by_its_name_where_that_is_clear(
    app: FastAPI, admin: httpx.AsyncClient, anna: httpx.AsyncClient, boris: httpx.AsyncClient
) -> None:
    async def called(name: str, by: httpx.AsyncClient) -> str:
        async with app.state.parts[Database].reading() as session:
            return (await app.state.parts[Templates].find(session, by.headers["X-Me"], name)).id

    shared = await imported(admin, name="House style")
    await admin.patch(f"/api/templates/{shared['id']}", json={"is_shared": True})
    assert await called("House style", anna) == shared["id"]
    own = await imported(anna, name="House style")
    assert await called("House style", anna) == own["id"]
    assert await called("House style", boris) == shared["id"]
    await imported(anna, name="House style")
    with pytest.raises(TemplateNameUnclear, match="House style"):
        await called("House style", anna)
    await imported(anna, name="Mine")
    with pytest.raises(TemplateNotFound):
        await called("Mine", boris)


async def test_nobody_gets_in_unsigned(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/templates")).status_code == 401
    assert (await client.post("/api/templates", content=b"{}")).status_code == 401


async def test_shipped_templates_are_there_for_all_and_can_be_copied(anna: httpx.AsyncClient) -> None:
    listed = (await anna.get("/api/templates/shipped")).json()
    assert [each["id"] for each in listed][:3] == ["sd15", "sdxl", "sdxl-lora"]
    flux = (await anna.get("/api/templates/flux")).json()
    assert (flux["origin"], flux["style"]) == ("shipped", "sentences")
    assert code_of(await anna.patch("/api/templates/flux", json={"name": "x"})) == "template_read_only"
    copied = (await anna.post("/api/templates/flux/copy")).json()
    assert (copied["origin"], copied["graph"], copied["inputs"]) == ("own", flux["graph"], flux["inputs"])
    assert (await anna.get("/api/templates/default")).json()["graph"] == (await anna.get("/api/templates/sdxl")).json()[
        "graph"
    ]


async def test_an_editor_file_needs_a_server_that_explains_it(anna: httpx.AsyncClient, known_servers: Json) -> None:
    known_servers.clear()
    data = json.dumps(golden_pairs()["plain"]["workflow"])
    answer = await anna.post("/api/templates", content=data)
    assert (answer.status_code, code_of(answer)) == (400, "workflow_unusable")
    assert "Connect a ComfyUI server" in answer.json()["error"]["hint"]


@pytest.mark.usefixtures("known_servers")
async def test_an_editor_file_is_converted_with_what_a_server_knows(anna: httpx.AsyncClient) -> None:
    made = await imported(anna, golden_pairs()["subgraph_nested"]["workflow"])
    assert any(":" in node_id for node_id in made["graph"])
    assert input_of(made, "sampler")["choices"][0] == "euler"
    answer = await anna.post("/api/templates", content=json.dumps(golden_pairs()["missing_node_type"]["workflow"]))
    (problem,) = answer.json()["error"]["details"]["problems"]
    assert (problem["node"], problem["class"]) == ("2", "MissingNodeX")


async def test_a_picture_gives_the_graph_that_made_it(anna: httpx.AsyncClient) -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("prompt", json.dumps(classic()))
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=texts)
    made = (await anna.post("/api/templates", content=out.getvalue())).json()
    assert made["graph"] == classic()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "workflow_unusable"),
        (b"no json", "workflow_unusable"),
        (b"[]", "workflow_unusable"),
        (b'{"a": NaN}', "workflow_unusable"),
        (b'{"1": {"class_type": "A", "inputs": {"x": "\\ud800"}}}', "workflow_unusable"),
        (b"\x89PNG\r\n\x1a\n", "workflow_unusable"),
        (b"[" * 50_000, "workflow_too_big"),
        (b'{"format": "fabula.template", "version": 9}', "workflow_unusable"),
        (
            b'{"format": "fabula.template", "version": 1, "graph": {"1": {"class_type": "A"}}, "inputs": [3]}',
            "workflow_unusable",
        ),
        (json.dumps({"1": node("A", text="x" * 5_000_000)}).encode(), "workflow_too_big"),
    ],
    ids=lambda value: value[:30].decode("latin-1") if isinstance(value, bytes) else None,
)
async def test_what_is_no_workflow_is_refused(anna: httpx.AsyncClient, data: bytes, code: str) -> None:
    answer = await anna.post("/api/templates", content=data)
    assert code_of(answer) == code
    assert (await anna.get("/api/templates")).json()["items"] == []


STRANGE: list[Json] = [
    {"minimum": "abc"},
    {"title": 5},
    {"title": "x" * 1_000},
    {"is_required": "maybe"},
    {"may_replace_link": None},
    {"fingerprints": [5]},
    {"fingerprints": "ab"},
    {"choices": "abc"},
    {"name": ""},
    {"name": "a/../b"},
    {"name": "nul\0"},
    {"step": {}},
    {"role": []},
    {"places": []},
    {"places": [{"node": "1", "input": "text", "placeholder": 7}]},
]


@pytest.mark.parametrize("change", STRANGE, ids=str)
async def test_an_export_that_somebody_bent_is_refused_with_what_is_wrong(
    anna: httpx.AsyncClient, change: Json
) -> None:
    plain: Json = {"name": "text", "role": "prompt", "type": "text", "places": [{"node": "1", "input": "text"}]}
    bundle: Json = {"format": "fabula.template", "version": 1, "graph": {"1": node("A", text="x")}, "inputs": [plain]}
    assert (await anna.post("/api/templates", json=bundle)).status_code == 201
    answer = await anna.post("/api/templates", json=bundle | {"inputs": [plain | change]})
    assert code_of(answer) == "workflow_unusable"
    assert next(iter(change)) in answer.json()["error"]["message"]


async def test_names_defaults_and_ranges_can_be_changed(anna: httpx.AsyncClient) -> None:
    made = await imported(anna)
    address = f"/api/templates/{made['id']}"
    changes = [
        {"name": "steps", "rename": "quality", "title": "Quality", "default": 30, "minimum": 10, "maximum": 60},
        {"name": "prompt", "is_required": False},
    ]
    answer = await anna.patch(address, json={"name": "Better", "style": "sentences", "inputs": changes})
    changed = answer.json()
    assert answer.status_code == 200, answer.text
    assert (changed["name"], changed["style"], changed["revision"]) == ("Better", "sentences", 2)
    quality = input_of(changed, "quality")
    assert (quality["title"], quality["default"], quality["minimum"], quality["maximum"]) == ("Quality", 30, 10, 60)
    graph = (await anna.post(f"{address}/graph", json={"values": {"prompt": "a harbour"}})).json()["graph"]
    assert (graph["6"]["inputs"]["steps"], graph["3"]["inputs"]["text"]) == (30, "a harbour")
    refused = await anna.post(f"{address}/graph", json={"values": {"quality": 90}})
    assert refused.json()["error"]["message"] == "“quality” is 90; it may be from 10 to 60."
    revisions = (await anna.get(f"{address}/revisions")).json()["items"]
    assert [(each["number"], each["reason"]) for each in revisions] == [(2, "inputs changed"), (1, "imported")]
    assert input_of((await anna.get(address, params={"revision": 1})).json(), "steps")["default"] == 20


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "nothing", "title": "x"}, "input_unknown"),
        ({"name": "steps", "rename": "seed"}, "input_exists"),
        ({"name": "steps", "minimum": 50, "maximum": 10}, "invalid"),
        ({"name": "steps", "default": "many"}, "value_refused"),
    ],
)
async def test_changes_that_make_no_sense_are_refused(anna: httpx.AsyncClient, change: Json, code: str) -> None:
    made = await imported(anna)
    answer = await anna.patch(f"/api/templates/{made['id']}", json={"inputs": [change]})
    assert code_of(answer) == code
    assert (await anna.get(f"/api/templates/{made['id']}")).json() == made


async def test_any_literal_can_be_exposed_by_hand(anna: httpx.AsyncClient) -> None:
    graph = classic(**{"9": node("FreeU", model=["2", 0], b1=1.3)})
    graph["6"]["inputs"]["model"] = ["9", 0]
    made = await imported(anna, graph)
    address = f"/api/templates/{made['id']}/inputs"
    added = (await anna.post(address, json={"name": "glow", "address": "FreeU.b1"})).json()
    assert input_of(added, "glow")["type"] == "number"
    assert code_of(await anna.post(address, json={"name": "glow", "address": "FreeU.b1"})) == "input_exists"
    assert code_of(await anna.post(address, json={"name": "x", "address": "CLIPTextEncode.text"})) == "address_unclear"
    assert code_of(await anna.post(address, json={"name": "x", "address": "6.model"})) == "link_in_the_way"
    removed = (await anna.delete(f"{address}/glow")).json()
    assert "glow" not in {each["name"] for each in removed["inputs"]}


async def test_an_edited_workflow_is_bound_anew_and_said(anna: httpx.AsyncClient) -> None:
    made = await imported(anna)
    address = f"/api/templates/{made['id']}"
    await anna.patch(address, json={"inputs": [{"name": "steps", "default": 33}]})
    edited = renumbered(classic(), {str(number): str(number + 20) for number in range(1, 9)})
    edited["26"]["inputs"]["cfg"] = 4.0
    edited["30"] = node("LoadImage", image="face.png")
    edited["31"] = node("SaveImage", images=["30", 0], filename_prefix="face")
    answer = await anna.put(f"{address}/workflow", content=json.dumps(edited))
    done = answer.json()
    assert answer.status_code == 200, answer.text
    assert {move["fate"] for move in done["moves"]} == {"moved"}
    assert done["added"] == ["image", "filename_2"]
    assert input_of(done["template"], "steps")["default"] == 33
    assert input_of(done["template"], "cfg")["default"] == 4.0
    assert input_of(done["template"], "steps")["places"][0]["node"] == "26"


async def test_a_conflict_is_shown_and_can_be_settled(anna: httpx.AsyncClient) -> None:
    small = {"1": node("LoadImage", image="a.png"), "2": node("SaveImage", images=["1", 0], filename_prefix="x")}
    made = await imported(anna, small)
    address = f"/api/templates/{made['id']}/workflow"
    doubled = json.dumps(
        {
            "5": node("LoadImage", image="b.png"),
            "6": node("LoadImage", image="c.png"),
            "7": node("ImageBatch", image1=["5", 0], image2=["6", 0]),
            "8": node("SaveImage", images=["7", 0], filename_prefix="y"),
        }
    )
    answer = await anna.put(address, content=doubled)
    assert (answer.status_code, code_of(answer)) == (409, "bindings_unclear")
    (move,) = answer.json()["error"]["details"]["moves"]
    assert move == {"name": "image", "fate": "unclear", "before": "1.image", "candidates": ["5.image", "6.image"]}
    settled = await anna.put(address, content=doubled, params={"place": "image=6.image"})
    assert input_of(settled.json()["template"], "image")["default"] == "c.png"
    assert code_of(await anna.put(address, content=doubled, params={"drop": "nothing"})) == "input_unknown"


async def test_an_export_is_a_template_again(anna: httpx.AsyncClient, boris: httpx.AsyncClient) -> None:
    made = await imported(anna)
    await anna.patch(f"/api/templates/{made['id']}", json={"inputs": [{"name": "steps", "rename": "quality"}]})
    bundle = (await anna.get(f"/api/templates/{made['id']}/export")).json()
    taken = await imported(boris, bundle, name="")
    assert taken["name"] == "Mine"
    assert "quality" in {each["name"] for each in taken["inputs"]}
    graph = (await anna.get(f"/api/templates/{made['id']}/export", params={"form": "api"})).json()
    assert graph == classic()


async def test_servers_are_told_apart_by_what_they_lack(anna: httpx.AsyncClient, known_servers: Json) -> None:
    poorer = json.loads(json.dumps(golden_info()))
    poorer["CheckpointLoaderSimple"]["input"]["required"]["ckpt_name"] = [["other.safetensors"], {}]
    known_servers["cellar"] = poorer
    made = await imported(anna)
    checks = {each["server"]: each for each in (await anna.post(f"/api/templates/{made['id']}/check")).json()}
    assert (checks["atelier"]["can_run"], checks["cellar"]["can_run"]) == (True, False)
    (finding,) = checks["cellar"]["findings"]
    assert finding["way_out"] == "Put it into models/checkpoints, or choose another."


async def test_a_template_is_deleted_with_its_states(anna: httpx.AsyncClient) -> None:
    made = await imported(anna)
    assert (await anna.delete(f"/api/templates/{made['id']}")).status_code == 204
    assert (await anna.get(f"/api/templates/{made['id']}")).status_code == 404


async def test_other_rooms_find_templates_by_any_of_their_names(app: FastAPI, anna: httpx.AsyncClient) -> None:
    made = await imported(anna)
    templates: Templates = app.state.parts[Templates]
    async with app.state.parts[Database].reading() as session:
        for name, expected in ((made["id"], "Mine"), ("system://sdxl", "Stable Diffusion XL"), ("default", None)):
            template = await templates.find(session, anna.headers["X-Me"], name)
            assert expected in (None, template.name)
            assert template.with_role(Role.PROMPT) is not None
            assert fill(template, {"prompt": "a harbour"}) != template.graph


async def test_the_admins_own_workflow_is_the_default(settings: Settings, tmp_path: Path) -> None:
    own = tmp_path / "Own flux.json"
    own.write_text(json.dumps(classic()), encoding="utf-8")
    paths = {"comfyui_workflow_path": str(own), "comfyui_workflow_img2img_path": str(tmp_path / "gone.json")}
    async with started(settings, **paths) as app, app.state.parts[Database].reading() as session:
        templates: Templates = app.state.parts[Templates]
        template = await templates.find(session, "anybody", "default")
        assert (template.name, template.graph) == ("Own flux", classic())
        with pytest.raises(WorkflowUnusable, match="cannot be read"):
            await templates.find(session, "anybody", "default-img2img")
