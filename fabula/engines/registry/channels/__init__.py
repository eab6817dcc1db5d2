"""Channels to language models, for admins."""

from fabula.engines.registry.channels.endpoints import router

__all__ = ["router"]
