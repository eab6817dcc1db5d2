"""Vectors as they come, checked: all of one length, all numbers."""

import math
from collections.abc import Sequence
from typing import Any, cast

from fabula.engines.llm.catalogue import Embeddings
from fabula.engines.llm.errors import StreamMalformed
from fabula.engines.llm.wire.fields import whole


def embeddings(vectors: object, tokens: object, where: str) -> Embeddings:
    rows = cast("Sequence[Any]", vectors) if isinstance(vectors, list) else ()
    try:
        read = tuple(tuple(float(number) for number in row) for row in rows)
    except (TypeError, ValueError, OverflowError):
        read = ()
    is_even = bool(read) and bool(read[0]) and len({len(row) for row in read}) == 1
    if not is_even or not all(math.isfinite(sum(row)) for row in read):
        raise StreamMalformed(f"{where} sent no vectors that can be read.")
    return Embeddings(read, whole(tokens) or 0)
