"""Chats come and go as files: export in four formats, import from four programs."""

from fabula.play.chats.moving.assembly import build_moving
from fabula.play.chats.moving.endpoints import router

__all__ = ["build_moving", "router"]
