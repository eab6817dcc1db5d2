"""After an edit every input finds its place again, or a person is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.engines.comfy.formats import Graph
from fabula.imaging.templates import Fate, Place, locate, rebind
from fabula.imaging.templates.errors import AddressUnclear
from tests.imaging.templates.graphs import classic, node, renumbered, template
from tests.imaging.templates.test_finding import hires


@given(st.permutations([str(number) for number in range(1, 11)]), st.sampled_from(["classic", "hires"]))
def test_numbers_of_nodes_play_no_part(order: list[str], kind: str) -> None:
    graph = hires() if kind == "hires" else classic()
    names = dict(zip([str(number) for number in range(1, 11)], order, strict=True))
    bound = rebind(template(graph).inputs, renumbered(graph, {each: names[each] for each in graph}))
    assert bound.unclear == ()
    for move in bound.moves:
        assert move.after is not None
        assert move.after.node == names[move.before.node]


def test_an_unchanged_workflow_keeps_everything() -> None:
    bound = rebind(template().inputs, classic())
    assert {move.fate for move in bound.moves} == {Fate.KEPT}
    assert bound.inputs == template().inputs


def test_an_edited_workflow_keeps_what_can_be_known() -> None:
    edited = renumbered(classic(), {str(number): str(number + 20) for number in range(1, 9)})
    edited["23"]["inputs"]["text"] = "something else"
    edited["23"]["_meta"]["title"] = "Words"
    edited["30"] = node("FreeU", model=["22", 0], b1=1.0)
    edited["26"]["inputs"]["model"] = ["30", 0]
    bound = rebind(template().inputs, edited)
    assert bound.unclear == ()
    where = {each.name: each.places[0] for each in bound.inputs}
    assert where["prompt"] == Place("23", "text")
    assert where["lora"] == Place("22", "lora_name")


def test_what_is_gone_is_lost_and_what_fits_twice_is_unclear() -> None:
    graph: Graph = {
        "1": node("LoadImage", image="a.png"),
        "2": node("SaveImage", images=["1", 0], filename_prefix="x"),
    }
    inputs = template(graph).inputs
    doubled: Graph = {
        "5": node("LoadImage", image="b.png"),
        "6": node("LoadImage", image="c.png"),
        "7": node("ImageBatch", image1=["5", 0], image2=["6", 0]),
        "8": node("SaveVideo", images=["7", 0]),
    }
    fates = {move.name: move for move in rebind(inputs, doubled).moves}
    assert fates["image"].fate is Fate.UNCLEAR
    assert fates["image"].candidates == (Place("5", "image"), Place("6", "image"))
    assert fates["filename"].fate is Fate.LOST
    assert rebind(inputs, doubled).inputs == ()


def test_two_inputs_never_end_in_one_place() -> None:
    bound = rebind(template(hires()).inputs, classic())
    assert {move.name for move in bound.unclear} >= {"hires_steps"}
    places = [place for each in bound.inputs for place in each.places]
    assert len(places) == len(set(places))


@pytest.mark.parametrize("address", ["6.seed", "KSampler.seed", "Main.seed", "KSampler:Main.seed"])
def test_a_place_can_be_said_in_several_ways(address: str) -> None:
    graph = classic()
    graph["6"]["_meta"]["title"] = "Main"
    assert locate(graph, address) == Place("6", "seed")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("seed", "names no input"),
        ("99.seed", "has no node “99”"),
        ("CLIPTextEncode.text", "means 2 nodes: 3, 4"),
        ("6.sead", "has no input “sead”; it has seed, steps"),
    ],
)
def test_an_unclear_place_is_an_error(address: str, sentence: str) -> None:
    with pytest.raises(AddressUnclear, match=sentence):
        locate(classic(), address)
