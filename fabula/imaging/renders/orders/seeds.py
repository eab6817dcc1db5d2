"""Seeds of variants: random ones are drawn once and recorded, given ones are kept or counted up."""

import random
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from fabula.imaging.templates import Role, Template

# What every program on the way can count exactly.
LARGEST = 2**53 - 1


class SeedPolicy(StrEnum):
    """Where the seed of each variant comes from."""

    RANDOM = "random"
    COUNT_UP = "count_up"
    FIXED = "fixed"


def seeded(
    template: Template, values: Mapping[str, Any], policy: SeedPolicy | None, place: int, chance: random.Random
) -> dict[str, Any]:
    """The values of one variant, its seeds among them; without a policy a given seed counts up, others are random."""
    main = template.with_role(Role.SEED)
    if main is None:
        return dict(values)
    given = values.get(main.name)
    policy = policy or (SeedPolicy.RANDOM if given is None else SeedPolicy.COUNT_UP)
    largest = min(LARGEST, int(main.maximum)) if main.maximum is not None else LARGEST
    if policy is SeedPolicy.RANDOM:
        others = (each for each in template.inputs if each.role is Role.SEED and each.name not in values)
        return {
            **values,
            **{each.name: chance.randint(0, largest) for each in others},
            main.name: chance.randint(0, largest),
        }
    first = main.default if given is None else given
    step = place if policy is SeedPolicy.COUNT_UP else 0
    return {**values, main.name: _counted(first, step)}


def seed_of(template: Template, values: Mapping[str, Any]) -> int | None:
    """The main seed among these values, if it is one."""
    main = template.with_role(Role.SEED)
    seed = values.get(main.name) if main else None
    return seed if isinstance(seed, int) and not isinstance(seed, bool) else None


def _counted(first: Any, step: int) -> Any:
    """Text that is a number counts too; whatever is no number is refused with the other values."""
    if isinstance(first, str) and first.strip().lstrip("+-").isdecimal() and len(first) < 30:
        first = int(first)
    if isinstance(first, float) and first.is_integer():
        first = int(first)
    return first + step if isinstance(first, int) and not isinstance(first, bool) else first
