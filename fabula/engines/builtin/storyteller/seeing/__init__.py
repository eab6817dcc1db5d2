"""Looks at pictures: measures what is really in them, and says it in words."""

from fabula.engines.builtin.storyteller.seeing.looks import Look, look_at
from fabula.engines.builtin.storyteller.seeing.words import describe

__all__ = ["Look", "describe", "look_at"]
