"""The context is ours: what fits into a model's window is decided here, and said."""

from fabula.engines.llm.context.estimate import tokens_of
from fabula.engines.llm.context.learning import Counts
from fabula.engines.llm.context.plan import Plan, fitted

__all__ = ["Counts", "Plan", "fitted", "tokens_of"]
