"""How much people may use: limits for each role, overridden for single people, asked before work is accepted.

Nothing is added up anywhere: each room counts from what it has stored (`Limits.count_by`), so no counter can drift.
"""

from fabula.core.limits.days import day_began
from fabula.core.limits.endpoints import router
from fabula.core.limits.errors import LimitReached
from fabula.core.limits.limits import Limits
from fabula.core.limits.queries import take_turn
from fabula.core.limits.uses import Use

__all__ = ["LimitReached", "Limits", "Use", "day_began", "router", "take_turn"]
