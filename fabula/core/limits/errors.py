"""What can go wrong with limits.

TooMany
└── LimitReached   429  no more of it: says how much is used, and when it is free again
"""

from fabula.core.clock import now
from fabula.core.errors import TooMany, Who
from fabula.core.limits.days import day_ends
from fabula.core.limits.uses import Use

MB = 1_000_000
_HINTS = {
    Use.PICTURES: "It is free again at midnight (UTC). An admin can allow more.",
    Use.MESSAGES: "It is free again at midnight (UTC). An admin can allow more.",
    Use.RUNS: "Wait until one has ended, or cancel one. An admin can allow more.",
    Use.STORAGE: "Delete pictures or files that you no longer need. An admin can allow more.",
}


class LimitReached(TooMany):
    """No more of something that is limited."""

    who = Who.USER

    def __init__(self, use: Use, *, limit: int, used: int, asked: int) -> None:
        frees_at = day_ends() if use.is_daily else None
        super().__init__(
            _sentence(use, limit, used, asked),
            hint=_HINTS[use],
            details={
                "use": use.value,
                "limit": limit,
                "used": used,
                "asked": asked,
                "left": max(0, limit - used),
                "frees_at": frees_at.isoformat() if frees_at else None,
            },
            headers={"Retry-After": str(int((frees_at - now()).total_seconds()) + 1)} if frees_at else None,
        )
        self.use = use


def _sentence(use: Use, limit: int, used: int, asked: int) -> str:
    left = max(0, limit - used)
    match use:
        case Use.RUNS:
            return f"Too many of your runs are under way: {used} of {limit} that may be at once."
        case Use.STORAGE:
            return f"Your files take {used / MB:.1f} MB of the {limit / MB:g} MB that you may store."
        case _ if left:
            return f"Not enough {use} are left for today: {left} of {limit}, and this takes {asked}."
        case _:
            return f"Your {use} for today are used up: {used} of {limit}."
