"""Search over everything that a person wrote and was answered."""

from fabula.play.chats.finding.endpoints import router

__all__ = ["router"]
