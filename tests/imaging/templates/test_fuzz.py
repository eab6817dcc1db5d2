"""Whatever a graph holds, finding, filling, checking and binding end without a crash."""

import random
from contextlib import suppress

from fabula.core.errors import FabulaError
from fabula.engines.comfy.formats import Definitions, FormatError, recognise
from fabula.imaging.templates import Template, check, fill, find, rebind, schema_of
from tests.engines.comfy.formats.samples import golden_info, golden_pairs
from tests.engines.comfy.formats.test_fuzz import broken
from tests.imaging.templates.graphs import template


def test_broken_graphs_never_crash() -> None:
    chance = random.Random(3)
    graphs = [pair["output"] for pair in golden_pairs().values() if "_frontend_threw" not in pair["output"]]
    bound = template(known=True)
    for _ in range(1_500):
        try:
            graph = recognise(broken(chance.choice(graphs), chance)).data
        except FormatError:
            continue
        definitions = Definitions(broken(golden_info(), chance))
        found = find(graph, definitions)
        made = Template("t", "T", 1, graph, found.inputs, found.outputs)
        schema_of(made)
        check(graph, definitions)
        rebind(bound.inputs, graph)
        rebind(found.inputs, graph)
        with suppress(FabulaError):
            fill(made, {each.name: chance.choice([1, "x", None, True, 2.5]) for each in found.inputs[:3]})
