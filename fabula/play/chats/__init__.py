"""Chats: trees of messages that models answer in words and pictures."""

from fabula.play.chats.assembly import build_chats, chats_open, routers
from fabula.play.chats.attachments.looking import Looking
from fabula.play.chats.thread.views import Drawings

__all__ = ["Drawings", "Looking", "build_chats", "chats_open", "routers"]
