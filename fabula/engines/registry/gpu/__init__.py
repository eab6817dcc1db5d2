"""The GPU and the programs behind the engines, for admins."""

from fabula.engines.registry.gpu.endpoints import router

__all__ = ["router"]
