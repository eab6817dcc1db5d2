"""Many may come to a built-in engine in one moment, and nobody is turned away to try again in a second."""

import socket
from contextlib import ExitStack

from aiohttp import web

from fabula.engines.builtin.listening import HOST, listen

CROWD = 400


async def test_a_crowd_is_let_in_before_the_first_of_it_is_looked_at() -> None:
    runner = web.AppRunner(web.Application())
    port = await listen(runner, 0, "An engine")
    try:
        with ExitStack() as crowd:
            # The loop is held meanwhile, as by work: only the line of the socket itself takes them.
            for _ in range(CROWD):
                crowd.enter_context(socket.create_connection((HOST, port), timeout=0.5))
    finally:
        await runner.cleanup()
