"""New chats: empty, or begun with what a person says first."""

from fabula.play.chats.opening.endpoints import router
from fabula.play.chats.opening.opening import Opening

__all__ = ["Opening", "router"]
