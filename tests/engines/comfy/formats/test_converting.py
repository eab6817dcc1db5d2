"""What the golden files do not show: odd values, odd links, odd nodes."""

from datetime import datetime
from typing import Any

import pytest

from fabula.engines.comfy.formats import CannotConvert, Wishes, WorkflowTooLarge
from tests.engines.comfy.formats.samples import Json, converted, inputs, node, slot, workflow

IMAGE: list[Any] = ["IMAGE", {}]
INT: list[Any] = ["INT", {"default": 3}]
STRING: list[Any] = ["STRING", {"default": "text"}]


def one(*values: Any, **required: Any) -> Json:
    """The inputs of one node of a class with these inputs and these stored values."""
    wishes: Wishes | None = required.pop("wishes", None)
    return inputs(converted(workflow(node(1, "Own", *values)), wishes, Own=required), "1")


def test_a_seed_has_a_control_behind_it_in_every_spelling() -> None:
    plain = {"seed": ["INT", {"default": 0}], "steps": INT}
    asked = {"number": ["INT", {"control_after_generate": "fixed"}], "steps": INT}
    refused = {"seed": ["INT", {"control_after_generate": False}], "steps": INT}
    assert one(7, "randomize", 20, **plain) == {"seed": 7, "steps": 20}
    assert one(7, "increment", 20, **asked) == {"number": 7, "steps": 20}
    assert one(7, 20, **refused) == {"seed": 7, "steps": 20}


def test_a_choice_with_a_control_has_a_filter_too() -> None:
    choice = ["COMBO", {"options": ["a", "b"], "control_after_generate": True}]
    assert one("b", "fixed", "", 9, kind=choice, steps=INT) == {"kind": "b", "steps": 9}


def test_missing_values_are_the_defaults_and_further_ones_are_ignored() -> None:
    assert one(kind=[["a", "b"]], steps=INT, words=STRING) == {"kind": "a", "steps": 3, "words": "text"}
    assert one("b", 1, "x", "more", 5, kind=[["a", "b"]], steps=INT, words=STRING)["words"] == "x"


def test_sockets_by_force_take_no_value_unless_the_file_is_old() -> None:
    forced = {"words": ["STRING", {"forceInput": True}], "steps": INT}
    assert one(5, **forced) == {"steps": 5}
    assert one("old", 5, **forced) == {"steps": 5}


def test_an_upload_has_a_button_at_the_end() -> None:
    picture = [["a.png"], {"image_upload": True}]
    assert one("b.png", 4, "image", image=picture, steps=INT) == {"image": "b.png", "steps": 4}


def test_lists_travel_in_an_envelope() -> None:
    assert one([1, 2], color=INT) == {"color": {"__value__": [1, 2]}}
    assert one([[0, 0], [1, 1]], curve=["CURVE", {}])["curve"]["__type__"] == "CURVE"


def test_prompts_keep_their_choices_unless_they_are_to_be_drawn() -> None:
    prompt = ["STRING", {"multiline": True, "dynamicPrompts": True}]
    text = "a {red|blue} house // remark"
    assert one(text, text=prompt) == {"text": text}
    assert one(text, wishes=Wishes(choose=lambda options: options - 1), text=prompt) == {"text": "a blue house "}
    assert one("a house // remark", text=prompt) == {"text": "a house "}


def test_file_names_take_values_of_other_nodes_and_the_date() -> None:
    data = workflow(
        node(1, "EmptyImage", 64, 32, 1, 0, title="size / it"),
        node(
            2, "SaveImage", "%EmptyImage.width%_%size / it.height%_%date:yy-MM-dd%_%width%", inputs=[slot("images", 1)]
        ),
        links=[[1, 1, 0, 2, 0, "IMAGE"]],
    )
    at = Wishes(now=datetime(2026, 3, 4))  # noqa: DTZ001 - the page uses the clock on the wall
    assert inputs(converted(data, at), "2")["filename_prefix"] == "64_32_26-03-04_%width%"
    kept = inputs(converted(data, Wishes(resolve_patterns=False)), "2")["filename_prefix"]
    assert kept.startswith("%EmptyImage.width%")


def test_links_may_be_arrays_or_objects() -> None:
    link = {"id": 1, "origin_id": 1, "origin_slot": 0, "target_id": 2, "target_slot": 0, "type": "IMAGE"}
    for links in ([[1, 1, 0, 2, 0, "IMAGE"]], [link]):
        data = workflow(node(1, "EmptyImage"), node(2, "PreviewImage", inputs=[slot("images", 1)]), links=links)
        assert inputs(converted(data), "2") == {"images": ["1", 0]}


def test_setters_and_getters_pass_on_by_name() -> None:
    data = workflow(
        node(1, "EmptyImage"),
        node(2, "SetNode", "picture", inputs=[slot("IMAGE", 1)], outputs=[{"name": "*", "type": "*"}]),
        node(3, "GetNode", "picture", outputs=[{"name": "IMAGE", "type": "IMAGE"}]),
        node(4, "PreviewImage", inputs=[slot("images", 2)]),
        node(5, "Note", "remember"),
        links=[[1, 1, 0, 2, 0, "IMAGE"], [2, 3, 0, 4, 0, "IMAGE"]],
    )
    assert converted(data).graph.keys() == {"1", "4"}
    assert inputs(converted(data), "4") == {"images": ["1", 0]}


def test_a_primitive_writes_over_what_the_file_holds() -> None:
    data = workflow(
        node(1, "PrimitiveNode", 99, "fixed", outputs=[{"name": "INT", "type": "INT", "links": [1]}]),
        node(2, "EmptyImage", 1, 2, 3, 4, inputs=[slot("height", 1, "INT", widget=True)]),
        links=[[1, 1, 0, 2, 0, "INT"]],
    )
    assert inputs(converted(data), "2") == {"width": 1, "height": 99, "batch_size": 3, "color": 4}


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("workflow>Mine", "group nodes are an old form"),
        ("Anything Everywhere", "without a line"),
        ("Nowhere", "does not know this class"),
    ],
)
def test_what_cannot_be_converted_is_named(kind: str, why: str) -> None:
    with pytest.raises(CannotConvert) as failure:
        converted(workflow(node(1, "EmptyImage"), node(7, kind, title="Odd one")))
    (problem,) = failure.value.problems
    assert problem.sentence.startswith(f"Node 7 (Odd one), {kind}: ")
    assert why in problem.why
    assert problem.way_out


def test_muted_and_bypassed_nodes_may_be_unknown() -> None:
    data = workflow(node(1, "EmptyImage"), node(2, "Nowhere", mode=2), node(3, "Nowhere", mode=4))
    assert converted(data).graph.keys() == {"1"}


def test_reroutes_in_a_circle_are_named_and_long_chains_are_not() -> None:
    def chain(length: int, start: int) -> Json:
        nodes = [
            node(number, "Reroute", inputs=[slot("", number, "*")], outputs=[{"name": "", "type": "*"}])
            for number in range(2, length + 2)
        ]
        links = [[number, number - 1 or 1, 0, number, 0, "*"] for number in range(3, length + 2)]
        links += [[2, start, 0, 2, 0, "*"], [1, length + 1, 0, 9_999, 0, "IMAGE"]]
        return workflow(
            node(1, "EmptyImage"), *nodes, node(9_999, "PreviewImage", inputs=[slot("images", 1)]), links=links
        )

    assert inputs(converted(chain(3_000, 1)), "9999") == {"images": ["1", 0]}
    with pytest.raises(CannotConvert, match="runs in a circle"):
        converted(chain(30, 31))


def subgraph(number: str, *nodes: Json) -> Json:
    return {"id": number, "name": number, "inputs": [], "outputs": [], "nodes": list(nodes), "links": []}


def test_a_subgraph_inside_itself_is_named() -> None:
    data = workflow(node(1, "a"), definitions={"subgraphs": [subgraph("a", node(2, "b")), subgraph("b", node(3, "a"))]})
    with pytest.raises(CannotConvert, match="contains itself"):
        converted(data)


def test_subgraphs_that_multiply_without_end_are_refused() -> None:
    levels = [subgraph(str(level), *(node(10 * level + n, str(level + 1)) for n in range(9))) for level in range(1, 12)]
    last = subgraph("12", node(999, "EmptyImage"))
    with pytest.raises(WorkflowTooLarge):
        converted(workflow(node(1, "1"), definitions={"subgraphs": [*levels, last]}))


def test_repeated_ids_inside_subgraphs_get_the_next_free_number() -> None:
    data = workflow(
        node(1, "EmptyImage"),
        node(2, "a"),
        last_node_id=8,
        definitions={"subgraphs": [subgraph("a", node(1, "EmptyImage"), node(3, "EmptyImage"))]},
    )
    assert converted(data).graph.keys() == {"1", "2:9", "2:3"}


def test_hostile_files_end_soon_and_never_crash() -> None:
    many = 9_000
    reroutes = [node(n, "Reroute", inputs=[slot("", n, "*")], outputs=[{"type": "*"}]) for n in range(2, many)]
    links = [[n, n - 1, 0, n, 0, "*"] for n in range(2, many)]
    readers = [node(many + n, "PreviewImage", inputs=[slot("images", many + n)]) for n in range(many)]
    links += [[many + n, many - 1, 0, many + n, 0, "IMAGE"] for n in range(many)]
    data = workflow(node(1, "EmptyImage"), *reroutes, *readers, links=links)
    assert inputs(converted(data), str(2 * many - 1)) == {"images": ["1", 0]}

    odd = node(1, "KSampler", 1, [2], {"a": 1}, None, inputs=[None, 3, {"name": None, "link": True}], title=7, mode="x")
    assert converted(workflow(odd, {"id": None, "type": "Note"}, links=[None, 3, [1], {"id": 1}])).graph.keys() == {"1"}


def test_deep_subgraphs_are_refused() -> None:
    levels = [
        subgraph(str(level), node(1_000 + level, str(level + 1), inputs=[slot("x", 1)])) for level in range(2_000)
    ]
    for level in levels:
        level["inputs"] = [{"name": "x", "type": "*", "linkIds": [1]}]
        level["links"] = [
            {"id": 1, "origin_id": -10, "origin_slot": 0, "target_id": level["nodes"][0]["id"], "target_slot": 0}
        ]
    with pytest.raises(CannotConvert, match="nested too deep"):
        converted(workflow(node(1, "0"), definitions={"subgraphs": levels}))


def test_many_loras_in_one_node_are_sent_as_its_own_page_does() -> None:
    kind = "Power Lora Loader (rgthree)"
    lora = {"on": True, "lora": "a.safetensors", "strength": 0.7, "strengthTwo": None}
    values = [{}, {"type": "PowerLoraLoaderHeaderWidget"}, lora, {**lora, "on": False}, {}, ""]
    classes: dict[str, Any] = {kind: {}}
    conversion = converted(workflow(node(1, kind, *values)), **classes)
    sent = {"on": True, "lora": "a.safetensors", "strength": 0.7}
    assert inputs(conversion, "1") == {
        "PowerLoraLoaderHeaderWidget": {"type": "PowerLoraLoaderHeaderWidget"},
        "lora_1": sent,
        "lora_2": {**sent, "on": False},
        "➕ Add Lora": "",
    }
    assert conversion.warnings == ()


def test_values_that_only_another_page_understands_are_said() -> None:
    conversion = converted(workflow(node(1, "Own", 5, {"secret": 1})), Own={"steps": INT})
    assert inputs(conversion, "1") == {"steps": 5}
    assert "only its own page understands" in conversion.warnings[0]
