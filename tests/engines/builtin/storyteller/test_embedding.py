"""Similar texts lie near each other, and every vector has the length that `show` names."""

import math
from itertools import product

import pytest

from fabula.engines.builtin.storyteller.embedding import embed
from tests.engines.builtin.storyteller.test_protocol import OfficialClient

GROUPS = [
    ("The keeper lights the lamp of the lighthouse.", "A lighthouse keeper is lighting his lamp."),
    ("Ведьма варит зелье в лесу.", "В тёмном лесу старая ведьма сварила зелье."),
    ("Invoices must be paid within thirty days.", "Please pay the invoice in thirty days."),
]


def near(first: str, second: str) -> float:
    return sum(a * b for a, b in zip(embed(first, 384), embed(second, 384), strict=True))


def test_texts_about_the_same_are_nearer_than_all_others() -> None:
    within = [near(*group) for group in GROUPS]
    across = [near(a, b) for one, two in product(GROUPS, GROUPS) if one != two for a, b in product(one, two)]
    assert min(within) > 2 * max(across)


@pytest.mark.parametrize("text", ["a", "", "длинный текст " * 500])
def test_vectors_have_length_one(text: str) -> None:
    assert math.isclose(math.hypot(*embed(text, 384)), 1, abs_tol=1e-4)


async def test_the_official_client_embeds(client: OfficialClient) -> None:
    shown = await client.show("fabula-demo-embed")
    answer = await client.embed("fabula-demo-embed", ["one", "two"])
    assert [len(vector) for vector in answer.embeddings] == [shown.modelinfo["fabula-demo.embedding_length"]] * 2
    assert answer.prompt_eval_count == 2
    assert len((await client.embeddings("fabula-demo-embed", "one")).embedding) == 384
