"""Values go into a graph in their type, links stay, and what does not fit is refused with the reason."""

import copy
import random
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.engines.comfy.formats import links_in
from fabula.imaging.templates import Input, Place, Role, ValueRefused, ValueType, fill, schema_of
from fabula.imaging.templates.errors import InputUnknown, LinkInTheWay
from tests.imaging.templates.graphs import classic, template


def test_values_reach_their_places_and_keep_their_types() -> None:
    made = template()
    before = copy.deepcopy(made.graph)
    graph = fill(made, {"prompt": "a harbour", "seed": 2**63, "steps": "12", "cfg": 7, "denoise": "0.5"})
    sampler = graph["6"]["inputs"]
    assert graph["3"]["inputs"]["text"] == "a harbour"
    assert (sampler["seed"], sampler["steps"], sampler["cfg"], sampler["denoise"]) == (2**63, 12, 7, 0.5)
    assert type(sampler["steps"]) is int
    assert made.graph == before


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"stepps": 1}, "has no input “stepps”; it has prompt, negative, seed"),
        ({"steps": 0}, "“steps” is 0; it may be from 1 to 10000."),
        ({"steps": 10.5}, "takes a whole number, not 10.5"),
        ({"steps": True}, "takes a whole number, not True"),
        ({"steps": None}, "takes a whole number, not None"),
        ({"steps": ["3", 0]}, "takes a whole number"),
        ({"denoise": 1.01}, "“denoise” is 1.01; it may be from 0 to 1."),
        ({"cfg": float("nan")}, "takes a number, not nan"),
        ({"cfg": "much"}, "takes a number, not “much”"),
        ({"sampler": "best"}, "cannot be “best”; it may be euler, "),
        ({"prompt": {"a": 1}}, "takes text"),
        ({"prompt": "x" * 200_000}, "may have 100000"),
        ({"filename": "../../etc/x"}, "not the path"),
        ({"filename": "/tmp/x"}, "not the path"),
        ({"filename": "a\\..\\b"}, "not the path"),
        ({"filename": "C:\\x"}, "not the path"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueRefused) as failure:
        fill(template(known=True), values)
    assert sentence in failure.value.message
    assert failure.value.way_out


def test_an_unknown_name_has_an_error_of_its_own() -> None:
    with pytest.raises(InputUnknown):
        fill(template(), {"nothing": 1})


def test_a_link_is_only_replaced_with_consent() -> None:
    made = template()
    text = Input("words", Role.PROMPT, (Place("6", "positive"),), ValueType.TEXT)
    made = replace(made, inputs=(text,))
    with pytest.raises(LinkInTheWay, match="which node 3 feeds"):
        fill(made, {"words": "x"})
    made = replace(made, inputs=(replace(text, may_replace_link=True),))
    assert fill(made, {"words": "x"})["6"]["inputs"]["positive"] == "x"


def test_placeholders_are_replaced_inside_text_and_whole() -> None:
    graph = classic()
    graph["3"]["inputs"]["text"] = "%prompt%, best"
    graph["6"]["inputs"]["seed"] = "%seed%"
    filled = fill(template(graph), {"prompt": "a %b% $1 \\g<0>", "seed": 5})
    assert filled["3"]["inputs"]["text"] == "a %b% $1 \\g<0>, best"
    assert filled["6"]["inputs"]["seed"] == 5


def test_file_names_take_values_and_the_date() -> None:
    filled = fill(
        template(),
        {"filename": "x/%KSampler.seed%_%date:yyyy%", "seed": 9},
        now=datetime(2026, 1, 2),  # noqa: DTZ001 - the clock on the wall
    )
    assert filled["8"]["inputs"]["filename_prefix"] == "x/9_2026"


def test_choices_in_prompts_are_drawn_only_on_wish() -> None:
    values = {"prompt": "a {red|blue} house"}
    assert fill(template(), values)["3"]["inputs"]["text"] == "a {red|blue} house"
    drawn = {fill(template(), values, chance=random.Random(n))["3"]["inputs"]["text"] for n in range(20)}
    assert drawn == {"a red house", "a blue house"}


NUMBERS = st.fixed_dictionaries(
    {},
    optional={
        "prompt": st.text(max_size=50),
        "seed": st.integers(0, 2**64 - 1),
        "steps": st.integers(1, 100),
        "cfg": st.floats(0, 100),
        "denoise": st.floats(0, 1),
        "width": st.integers(16, 4096),
    },
)


@given(NUMBERS)
def test_filling_never_changes_a_link_and_only_named_places(values: dict[str, Any]) -> None:
    made = template()
    graph = fill(made, values)
    for node_id, node in graph.items():
        assert list(links_in(node)) == list(links_in(made.graph[node_id]))
    named = {(place.node, place.input) for each in made.inputs if each.name in values for place in each.places}
    for node_id, node in graph.items():
        for name, value in node["inputs"].items():
            if (node_id, name) not in named:
                assert value == made.graph[node_id]["inputs"][name]


def test_the_schema_says_what_is_taken() -> None:
    schema = schema_of(template(known=True))
    assert schema["additionalProperties"] is False
    assert schema["properties"]["steps"] == {
        "title": "Steps",
        "x-role": "steps",
        "type": "integer",
        "default": 20,
        "minimum": 1,
        "maximum": 10000,
    }
    assert schema["properties"]["sampler"]["enum"][0] == "euler"
