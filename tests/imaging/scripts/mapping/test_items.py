"""Columns find their inputs, rows become items, and what is wrong is told with its line."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from fabula.imaging.scripts import Expansion, Item, Items, MappingUnclear, Problem, Row
from fabula.imaging.templates import Template, TemplateNotFound
from fabula.imaging.templates.errors import AddressUnclear
from fabula.imaging.templates.shipped import shipped


def template(name: str = "sd15") -> Template:
    found = shipped(name)
    if found is None:
        raise TemplateNotFound(f"There is no template {name}.")
    return found


def read(*cells: Mapping[str, Any], **how: Any) -> list[Item | Problem]:
    rows = iter([Row(line, each) for line, each in enumerate(cells, start=2)])
    return list(Items(template=template(), **how).of(rows))


def items(*cells: Mapping[str, Any], **how: Any) -> list[Item]:
    found = read(*cells, **how)
    assert all(isinstance(each, Item) for each in found), found
    return [each for each in found if isinstance(each, Item)]


def problem(*cells: Mapping[str, Any], **how: Any) -> Problem:
    [found] = [each for each in read(*cells, **how) if isinstance(each, Problem)]
    assert found.way_out
    return found


def test_columns_are_known_by_name_and_by_word_in_two_languages() -> None:
    [item] = items(
        {"Описание": "замок", "негатив": "туман", "СИД": "7", "ширина": "512", "Steps": "9", "cfg_scale": "6,5"}
    )
    assert item.values == {"prompt": "замок", "negative": "туман", "seed": 7, "width": 512, "steps": 9, "cfg": 6.5}


def test_a_column_can_be_sent_anywhere_or_nowhere() -> None:
    [item] = (
        items(
            {"scene": "a castle", "who": "x", "prefix": "mine"},
            columns={"scene": "prompt", "who": "", "prefix": "9.filename_prefix"},
        )
        if "9" in template().graph
        else items({"scene": "a castle", "who": "x"}, columns={"scene": "prompt", "who": ""})
    )
    assert item.values["prompt"] == "a castle"
    assert "who" not in item.values


def test_any_literal_of_the_graph_can_be_reached() -> None:
    node, name = next((node, "seed") for node, entry in template().graph.items() if "seed" in entry["inputs"])
    [item] = items({"n": "5"}, columns={"n": f"{node}.{name}"})
    assert item.values == {"seed": 5}
    [item] = items({"t": "a title"}, columns={"t": "KSampler.scheduler"})
    assert item.values == {"scheduler": "a title"}


def test_what_is_mapped_to_nothing_known_fails_before_any_row() -> None:
    for columns in ({"a": "nonsense"}, {"a": "prompt", "b": "prompt"}):
        with pytest.raises(MappingUnclear):
            Items(template=template(), columns=columns)
    with pytest.raises(AddressUnclear):
        Items(template=template(), columns={"a": "99.text"})


def test_empty_cells_leave_the_templates_own_values() -> None:
    [item] = items({"prompt": "x", "seed": "", "steps": None, "negative": "  "})
    assert item.values == {"prompt": "x"}


@pytest.mark.parametrize(
    ("cells", "column", "told"),
    [
        ({"prompt": "x", "seed": "seven"}, "seed", "takes a whole number"),
        ({"prompt": "x", "steps": "0"}, "steps", "it may be from 1"),
        ({"prompt": "x", "notes": "y"}, "notes", "nothing in the template"),
        ({"prompt": "x", "description": "y"}, "description", "goes where “prompt” goes already"),
        ({"prompt": {"a": 1}}, "prompt", "takes text"),
        ({"prompt": "x", "priority": "urgent"}, "priority", "is no priority"),
        ({"prompt": "x", "server": "moon"}, "server", "no picture server"),
        ({"prompt": "x", "destination": "../up"}, "destination", "cannot be the name"),
        ({"prompt": "x", "destination": "/etc"}, "destination", "leads out"),
        ({"prompt": "x", "template": "none"}, "template", "no template none"),
    ],
)
def test_a_wrong_cell_names_line_and_column(cells: Mapping[str, Any], column: str, told: str) -> None:
    found = problem(cells, has_server="earth".__eq__, templates=template)
    assert (found.line, found.column) == (2, column)
    assert told in found.message


@pytest.mark.parametrize(
    "key", ["../../etc/passwd", "a/b", "a\\b", "..", ".hidden", "~root", "con", "nul.png", "a\nb", "x" * 101]
)
def test_keys_that_lead_elsewhere_are_refused(key: str) -> None:
    assert problem({"key": key, "prompt": "x"}).column == "key"


def test_keys_become_names_of_files_on_every_system() -> None:
    found = items({"key": 'Замок: "ночь"?', "prompt": "x"}, {"key": 7, "prompt": "y"})
    assert [item.key for item in found] == ["Замок_ _ночь__", "7"]


def test_a_key_that_comes_twice_names_the_first_line_also_where_only_case_differs() -> None:
    found = problem({"key": "Castle", "prompt": "x"}, {"key": "castle", "prompt": "y"})
    assert (found.line, found.message) == (3, "the key “castle” stands in line 2 already.")


def test_rows_without_a_key_are_known_by_their_content() -> None:
    first, second, again = items({"prompt": "x"}, {"prompt": "y"}, {"prompt": "x"})
    assert again.key == f"{first.key}-2"
    assert first.key != second.key
    assert items({"prompt": "x"})[0].key == first.key


def test_any_column_can_be_the_key_and_go_on_meaning_what_it_means() -> None:
    [item] = items({"seed": 5, "prompt": "x"}, key_column="seed")
    assert (item.key, item.values["seed"]) == ("5", 5)
    [item] = items({"id": "hero", "prompt": "x"}, key_column="id")
    assert item.key == "hero"
    assert problem({"id": "", "prompt": "x"}, key_column="id").column == "id"
    assert problem({"prompt": "x"}, key_column="id").column == "id"


def test_a_row_may_choose_its_template_and_keeps_its_persona() -> None:
    cells = {"prompt": "x", "template": "flux", "persona": "Ann", "priority": "high", "destination": "sub/folder"}
    [item] = items(cells, templates=template)
    assert (item.template.id, item.persona, item.priority, item.destination) == (
        "flux",
        "Ann",
        "interactive",
        "sub/folder",
    )


def test_the_content_changes_with_the_values_and_with_the_template_alone() -> None:
    [one] = items({"key": "a", "prompt": "x"})
    assert items({"key": "b", "prompt": "x", "seed": ""})[0].content == one.content
    assert items({"key": "a", "prompt": "y"})[0].content != one.content
    [other] = Items(template=template("sdxl")).of(iter([Row(2, {"key": "a", "prompt": "x"})]))
    assert isinstance(other, Item)
    assert other.content != one.content


def test_a_grid_makes_every_combination_and_keys_that_stay() -> None:
    found = items({"key": "a", "prompt": "x"}, expansion=Expansion.parse(["seed=1..3", "cfg=5,7"]))
    assert len(found) == 6
    assert [(item.values["seed"], item.values["cfg"]) for item in found[:3]] == [(1, 5.0), (1, 7.0), (2, 5.0)]
    assert found[0].key == "a-seed1-cfg5.0"
    assert len({item.key for item in found}) == 6


def test_values_side_by_side() -> None:
    found = items({"key": "a", "prompt": "x"}, expansion=Expansion.parse([], ["seed=1..3", "steps=10,20,30"]))
    assert [(item.values["seed"], item.values["steps"]) for item in found] == [(1, 10), (2, 20), (3, 30)]


@pytest.mark.parametrize(
    "axes", [["seed"], ["seed=1..9999"], ["seed=1", "seed=2"], ["=1"], ["seed=1,,2"], ["seed=1..5:0"]]
)
def test_axes_that_make_no_sense(axes: Sequence[str]) -> None:
    with pytest.raises(MappingUnclear):
        Expansion.parse(axes)


def test_axes_side_by_side_must_be_equally_long() -> None:
    with pytest.raises(MappingUnclear, match="seed has 2, cfg has 1"):
        Expansion.parse([], ["seed=1,2", "cfg=5"])


def test_constants_are_for_rows_that_do_not_say_it() -> None:
    one, two = items({"prompt": "x"}, {"prompt": "y", "seed": "2"}, constants={"seed": "9", "steps": 4})
    assert (one.values["seed"], two.values["seed"], two.values["steps"]) == (9, 2, 4)
    [item] = items({"шаги": "9", "prompt": "x"}, constants={"steps": 4})
    assert item.values["steps"] == 9
    with pytest.raises(MappingUnclear, match="no input “nonsense”"):
        Items(template=template(), constants={"nonsense": 1})
