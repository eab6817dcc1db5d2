"""Broken files of every kind end in a graph or in a named failure, never in a crash."""

import copy
import random
from contextlib import suppress
from typing import Any

import pytest

from fabula.engines.comfy.formats import Definitions, FormatError, Wishes, convert, recognise
from tests.engines.comfy.formats.samples import golden_info, golden_pairs

ODD: list[Any] = [None, True, -1, 1.5, 2**70, "", "1", "*", [], [1], {}, {"a": 1}, [[1, 2]], "seed", ["1", 0], 4, 2]


def _keys(holder: Any) -> list[Any]:
    return [*holder] if isinstance(holder, dict) else [*range(len(holder))]


def broken(data: Any, chance: random.Random) -> Any:
    """The same JSON with one to three values replaced or removed."""
    data = copy.deepcopy(data)
    for _ in range(chance.randint(1, 3)):
        holder: Any = data
        while holder:
            key = chance.choice(_keys(holder))
            inner: Any = holder[key]
            if type(inner) in (dict, list) and inner and chance.random() < 0.8:
                holder = inner
                continue
            if chance.random() < 0.2:
                del holder[key]
            else:
                holder[key] = copy.deepcopy(chance.choice(ODD))
            break
    return data


@pytest.mark.parametrize("case", sorted(golden_pairs()))
def test_a_broken_workflow_never_crashes_the_conversion(case: str) -> None:
    chance = random.Random(case)
    for _ in range(60):
        data = broken(golden_pairs()[case]["workflow"], chance)
        try:
            workflow = recognise(data)
            graph = convert(workflow.data, Definitions(golden_info()), Wishes(choose=lambda options: 0)).graph
        except FormatError:
            continue
        assert all(isinstance(node["class_type"], str) for node in graph.values())


def test_broken_definitions_never_crash_the_conversion() -> None:
    chance = random.Random(7)
    cases = list(golden_pairs().values())
    for _ in range(400):
        definitions = Definitions(broken(golden_info(), chance))
        with suppress(FormatError):
            convert(chance.choice(cases)["workflow"], definitions)
