"""Picture servers, for admins."""

from fabula.engines.registry.servers.endpoints import router

__all__ = ["router"]
