"""What the admins tell everybody: shown on top of every page until it is over, or closed by whoever has read it."""

from fabula.core.announcements.endpoints import router

__all__ = ["router"]
