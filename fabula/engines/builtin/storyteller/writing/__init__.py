"""What can be written, from what was asked: scenes, replies, titles, summaries, prompts for pictures."""

from fabula.engines.builtin.storyteller.writing.prompt import Call, Prompt, Schema, ToolOffer, Turn, Written

__all__ = ["Call", "Prompt", "Schema", "ToolOffer", "Turn", "Written"]
