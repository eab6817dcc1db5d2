"""A demonstration kind of run, there only when the settings ask for it."""

from fabula.core.runs.demo.counter import counter
from fabula.core.runs.demo.endpoints import router

__all__ = ["counter", "router"]
