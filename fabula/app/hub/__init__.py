"""The socket: many topics on one connection, for one person."""

from fabula.app.hub.endpoints import router
from fabula.app.hub.hub import Hub
from fabula.app.hub.subjects import Subjects

__all__ = ["Hub", "Subjects", "router"]
