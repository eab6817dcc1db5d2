"""What server processes on one database must have in common, told by marks that give nothing away."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fabula.core.errors import StartFailed


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing that is shared: its mark, and what to say to a process whose mark is another one."""

    name: str
    mark: str
    complaint: str
    hint: str


def marks_of(grounds: Sequence[Ground]) -> str:
    return json.dumps({ground.name: ground.mark for ground in grounds})


def require_same(grounds: Sequence[Ground], theirs: Mapping[str, str]) -> None:
    """Refuse to work beside a process that stands on other ground."""
    for ground in grounds:
        if theirs.get(ground.name, ground.mark) != ground.mark:
            raise StartFailed(ground.complaint, hint=ground.hint)
