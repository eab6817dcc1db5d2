"""The same API graph as ComfyUI's own page makes, case by case."""

from datetime import UTC, datetime
from typing import Any

import pytest

from fabula.engines.comfy.formats import CannotConvert, Definitions, Graph, Wishes, convert
from tests.engines.comfy.formats.samples import golden_info, golden_pairs

# Where we know better than the page: it sends nothing, shifted values, or fails.
OURS = {"legacy_dict_values", "legacy_ksampler_old_without_control_value", "legacy_null_link_dangling"}
REFUSED = {"missing_node_type"}
NOW = datetime(2026, 7, 1, tzinfo=UTC)


def without_titles(graph: Graph) -> Graph:
    return {node_id: {key: node[key] for key in ("inputs", "class_type")} for node_id, node in graph.items()}


def converted(case: str, **wishes: Any) -> Graph:
    return convert(golden_pairs()[case]["workflow"], Definitions(golden_info()), Wishes(now=NOW, **wishes)).graph


@pytest.mark.parametrize("case", sorted(set(golden_pairs()) - OURS - REFUSED))
def test_the_graph_is_the_pages_own(case: str) -> None:
    assert without_titles(converted(case)) == without_titles(golden_pairs()[case]["output"])


def test_titles_are_the_pages_own() -> None:
    assert converted("plain") == golden_pairs()["plain"]["output"]


def test_values_in_an_object_are_taken_by_name() -> None:
    graph = converted("legacy_dict_values")
    assert graph["1"]["inputs"] == {"width": 100, "height": 512, "batch_size": 1, "color": 9}


def test_a_file_from_before_the_control_behind_the_seed_is_read_right() -> None:
    case = "legacy_ksampler_old_without_control_value"
    assert converted(case)["3"]["inputs"] == {
        "seed": 5,
        "steps": 20,
        "cfg": 8,
        "sampler_name": "euler",
        "scheduler": "normal",
        "denoise": 1,
    }
    assert without_titles(converted(case, repair=False)) == without_titles(golden_pairs()[case]["output"])


def test_a_link_that_leads_nowhere_is_left_out_and_said() -> None:
    conversion = convert(golden_pairs()["legacy_null_link_dangling"]["workflow"], Definitions(golden_info()))
    assert all(
        "image" not in node["inputs"] for node in conversion.graph.values() if node["class_type"] == "ImageInvert"
    )
    assert "leads nowhere" in conversion.warnings[0]


def test_a_class_that_the_server_lacks_is_named() -> None:
    with pytest.raises(CannotConvert) as failure:
        converted("missing_node_type")
    (problem,) = failure.value.problems
    assert (problem.node, problem.class_type) == ("2", "MissingNodeX")
    assert problem.sentence.startswith("Node 2, MissingNodeX: the server does not know this class.")
