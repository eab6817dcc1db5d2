"""The socket's address."""

from typing import Annotated

from fastapi import WebSocket

from fabula.app.hub.hub import Hub
from fabula.core.web import Router, part

router = Router()


@router.websocket("/api/ws")
async def follow_topics(socket: WebSocket, hub: Annotated[Hub, part(Hub)]) -> None:
    """Live news of everything that a person may follow."""
    await hub.admit(socket)
