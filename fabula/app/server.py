"""Runs the application under uvicorn: one clear sentence when it cannot start, a clean end when it is told to stop."""

import asyncio
import errno
import gc
import signal
import socket
from collections.abc import Awaitable, Callable, Generator, Iterable
from contextlib import AsyncExitStack, closing, contextmanager
from types import FrameType
from typing import Protocol, runtime_checkable

import uvicorn
from fastapi import FastAPI

from fabula.app.application import create_app
from fabula.app.running import noted
from fabula.core.accounts import is_anybody_here
from fabula.core.data_folder import prepare_data_folder
from fabula.core.db import Database
from fabula.core.errors import StartFailed
from fabula.core.logs import configure_logging
from fabula.core.memory import share_arenas
from fabula.core.settings import Settings

BACKLOG = 2048
DRAIN_S = 10
IDLE_S = 75  # longer than proxies do: whoever closes first may cut off a request that is on its way
LARGEST_FRAME = 1024 * 1024
COLLECTED_AFTER = (5_000, 20, 20)
SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name))


class Welcome(Protocol):
    """Called once, when people can come in."""

    def __call__(self, address: str, *, is_first_start: bool) -> None: ...


@runtime_checkable
class Drains(Protocol):
    """A part of the application that holds streams open; it is told first when the server stops."""

    def drain(self) -> None: ...


@contextmanager
def prepared(settings: Settings) -> Generator[socket.socket]:
    """The data folder, the port and the log, in that order: what fails touches nothing after it."""
    prepare_data_folder(settings)
    with closing(bound(settings)) as listener, closing(configure_logging(settings)):
        yield listener


def serve_one(settings: Settings, listener: socket.socket, welcome: Welcome, *, is_noted: bool = True) -> None:
    """Serve in this process until told to stop; a note in the data folder says where, if nobody else sees to that."""
    share_arenas()
    app = create_app(settings)
    server = _Server(_config(settings, app), app.state.parts.values())
    with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
        try:
            runner.run(_life(settings, app, server, listener, welcome, is_noted))
        except asyncio.CancelledError:
            return


def address_of(settings: Settings, listener: socket.socket) -> str:
    """Where people on this machine reach it."""
    host, port = settings.host, listener.getsockname()[1]
    if host in ("", "0.0.0.0", "::", "127.0.0.1", "::1"):
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def has_no_people(database: Database) -> bool:
    async with database.reading() as session:
        return not await is_anybody_here(session)


async def _life(
    settings: Settings, app: FastAPI, server: "_Server", listener: socket.socket, welcome: Welcome, is_noted: bool
) -> None:
    async with AsyncExitStack() as life:
        life.enter_context(_stopped_by_signals(server))
        await life.enter_async_context(app.router.lifespan_context(app))

        async def ready() -> None:
            is_first_start = await has_no_people(app.state.parts[Database])
            _spare_the_collector()
            address = address_of(settings, listener)
            if is_noted:
                life.enter_context(noted(settings, address))
            welcome(address, is_first_start=is_first_start)

        server.ready = ready
        await server.serve(sockets=[listener])


class _Server(uvicorn.Server):
    """uvicorn's server, which tells when it is ready and drains before it waits; its signals are caught outside."""

    ready: Callable[[], Awaitable[None]]

    def __init__(self, config: uvicorn.Config, parts: Iterable[object]) -> None:
        super().__init__(config)
        self._parts = parts

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        await self.ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for part in self._parts:
            if isinstance(part, Drains):
                part.drain()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        # uvicorn would raise a caught signal again after a clean stop, and the exit code would not be 0.
        yield


def _spare_the_collector() -> None:
    """What a start has made stays: looking through it for garbage again and again would stop the loop each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)


@contextmanager
def _stopped_by_signals(server: _Server) -> Generator[None]:
    """The first signal stops the server, or a start that is under way; the second one stops waiting for clients."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None

    def stop(signum: int, frame: FrameType | None) -> None:
        server.handle_exit(signum, frame)
        if not server.started:
            loop.call_soon_threadsafe(task.cancel)

    before = {signum: signal.signal(signum, stop) for signum in SIGNALS}
    try:
        yield
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)


def _config(settings: Settings, app: FastAPI) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        lifespan="off",  # it is ours, so that a failing start is an exception and not a traceback in the log
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # what proxies say is read in one place, by accounts
        backlog=BACKLOG,
        timeout_graceful_shutdown=DRAIN_S,
        timeout_keep_alive=IDLE_S,
        ws="websockets-sansio",
        ws_max_size=LARGEST_FRAME,
        ws_per_message_deflate=False,  # small frames at a high rate: packing them costs more than it saves
    )


def bound(settings: Settings) -> socket.socket:
    """The port is taken, but nobody is let in yet."""
    listener = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET, socket.SOCK_STREAM)
    exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)  # on Windows SO_REUSEADDR lets two programs share a port
    listener.setsockopt(socket.SOL_SOCKET, exclusive or socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise _cannot_listen(settings, error) from error
    return listener


def _cannot_listen(settings: Settings, error: OSError) -> StartFailed:
    if error.errno == errno.EADDRINUSE:
        return StartFailed(
            f"Port {settings.port} is taken by another program, or by a Fabula that already runs.",
            hint="Choose another one with --port or FABULA_PORT.",
        )
    if error.errno == errno.EACCES:
        return StartFailed(
            f"This account may not listen on port {settings.port}.", hint="Choose one above 1023 with --port."
        )
    return StartFailed(
        f"It cannot listen on {settings.host}, port {settings.port}: {error.strerror or error}.",
        hint="Choose an address of this machine with --host or FABULA_HOST.",
    )
