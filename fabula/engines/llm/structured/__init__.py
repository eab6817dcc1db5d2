"""Answers in a given shape: asked for, watched while they come, repaired, and never invented silently."""

from fabula.engines.llm.structured.asking import structured
from fabula.engines.llm.structured.schema import shape_of
from fabula.engines.llm.structured.steps import Answered, Draft, Origin, Rescue, Rung, Step
from fabula.engines.llm.structured.watchdog import Watchdog

__all__ = ["Answered", "Draft", "Origin", "Rescue", "Rung", "Step", "Watchdog", "shape_of", "structured"]
