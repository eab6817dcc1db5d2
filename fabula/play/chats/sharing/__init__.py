"""Links by which anybody may read a chat up to one message, until they are taken back."""

from fabula.play.chats.sharing.endpoints import public_router, router
from fabula.play.chats.sharing.reading import Shared

routers = (router, public_router)

__all__ = ["Shared", "routers"]
