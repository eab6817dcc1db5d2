"""A built-in engine comes up on a port of this machine; nothing is left of one that could not, or was stopped first."""

import socket
from typing import TYPE_CHECKING

from fabula.core.errors import StartFailed

if TYPE_CHECKING:
    from aiohttp.web import AppRunner

HOST = "127.0.0.1"
BACKLOG = 1024


async def listen(runner: "AppRunner", port: int, name: str) -> int:
    """Serve on this port, or on a free one if it is 0; the answer is where."""
    from aiohttp.web import SockSite

    await runner.setup()
    try:
        listener = socket.create_server((HOST, port))
    except OSError as error:
        await runner.cleanup()
        hint = "Choose another one with --port, or 0 for a free one."
        raise StartFailed(f"{name} cannot listen on port {port}: {error.strerror}.", hint=hint) from error
    try:
        # With a socket of ours: one that is cancelled while it makes its own would leave that open.
        await SockSite(runner, listener, backlog=BACKLOG).start()
    except BaseException:
        listener.close()
        await runner.cleanup()
        raise
    return listener.getsockname()[1]
