"""Values that a JSON schema allows, filled with what the prompt is about."""

from fabula.engines.builtin.storyteller.schemas.filling import example_schema, filled
from fabula.engines.builtin.storyteller.schemas.tools import chosen_calls, from_tool

__all__ = ["chosen_calls", "example_schema", "filled", "from_tool"]
