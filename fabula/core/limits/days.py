"""The day for which something is counted."""

from datetime import datetime, timedelta

from fabula.core.clock import now


def day_began() -> datetime:
    """When this day began, in UTC."""
    return now().replace(hour=0, minute=0, second=0, microsecond=0)


def day_ends() -> datetime:
    """When the next one begins."""
    return day_began() + timedelta(days=1)
