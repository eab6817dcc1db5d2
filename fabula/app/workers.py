"""Several server processes on one port: started together, replaced when one dies, stopped together."""

import asyncio
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any

from fabula.app.running import noted
from fabula.app.server import DRAIN_S, SIGNALS, Welcome, address_of, has_no_people, serve_one
from fabula.core.db import Database, upgrade
from fabula.core.errors import FabulaError, StartFailed
from fabula.core.logs import configure_logging
from fabula.core.runs import require_shared_ground
from fabula.core.settings import Settings

log = logging.getLogger(__name__)

LOOK_S = 0.5
SOONEST_RESTART_S = 1.0
CANNOT_START = 78


@dataclass
class _Worker:
    """One process, and the end of the pipe on which it says that it is ready."""

    process: SpawnProcess
    says: Connection
    since: float


class _Stop(Exception):
    """A signal arrived."""


def serve_many(settings: Settings, listener: socket.socket, welcome: Welcome) -> None:
    """Serve in `settings.workers` processes until told to stop."""
    require_shared_ground(settings, Database(settings.database_address))
    is_first_start = asyncio.run(_upgrade(settings))
    address = address_of(settings, listener)
    group = _Group(settings, listener)
    before = {signum: signal.signal(signum, _raise_stop) for signum in SIGNALS}
    try:
        group.start()
        with noted(settings, address):
            welcome(address, is_first_start=is_first_start)
            group.keep_alive()
    except _Stop:
        return
    finally:
        for signum in SIGNALS:
            signal.signal(signum, signal.SIG_IGN)
        group.stop()
        for signum, handler in before.items():
            signal.signal(signum, handler)


async def _upgrade(settings: Settings) -> bool:
    database = Database(settings.database_address)
    try:
        await upgrade(database)
        return await has_no_people(database)
    finally:
        await database.close()


class _Group:
    """The processes."""

    def __init__(self, settings: Settings, listener: socket.socket) -> None:
        self._context: SpawnContext = multiprocessing.get_context("spawn")
        self._settings = settings
        self._listener = listener
        self._workers: list[_Worker] = []

    def start(self) -> None:
        """All of them, until each one lets people in."""
        self._workers = [self._new() for _ in range(self._settings.workers)]
        for worker in self._workers:
            if not _said_ready(worker):
                raise StartFailed("A server process could not start.", hint="The reason stands above, and in the log.")

    def keep_alive(self) -> None:
        while True:
            wait([worker.process.sentinel for worker in self._workers], LOOK_S)
            self._workers = [worker if worker.process.is_alive() else self._replace(worker) for worker in self._workers]

    def stop(self) -> None:
        """Together, and none of them for ever."""
        for worker in self._workers:
            worker.process.terminate()
        deadline = time.monotonic() + 2 * DRAIN_S
        for worker in self._workers:
            worker.process.join(max(0.1, deadline - time.monotonic()))
            if worker.process.is_alive():
                worker.process.kill()

    def _replace(self, dead: _Worker) -> _Worker:
        log.error("a server process ended (exit code %s); another one takes its place", dead.process.exitcode)
        time.sleep(max(0.0, dead.since + SOONEST_RESTART_S - time.monotonic()))
        return self._new()

    def _new(self) -> _Worker:
        says, tells = self._context.Pipe(duplex=False)
        process = self._context.Process(target=_work, args=(self._settings, self._listener, tells))
        process.start()
        tells.close()
        return _Worker(process, says, time.monotonic())


def _said_ready(worker: _Worker) -> bool:
    try:
        return bool(worker.says.recv())
    except EOFError:
        return False


def _work(settings: Settings, listener: socket.socket, tells: Connection) -> None:
    """The life of one process."""

    def ready(address: str, *, is_first_start: bool) -> None:
        tells.send((address, is_first_start))

    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    logging_ = configure_logging(settings)
    try:
        serve_one(settings, listener, ready, is_noted=False)
    except FabulaError as error:
        log.error("%s %s", error.message, error.way_out)
        sys.exit(CANNOT_START)
    finally:
        logging_.close()


def _end_with_parent() -> None:
    """A process that nobody could stop or replace any more stops itself."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _raise_stop(_signum: int, _frame: Any) -> None:
    raise _Stop
