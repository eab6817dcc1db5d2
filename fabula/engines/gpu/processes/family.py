"""Processes as the system shows them: who listens on a port, who belongs to whom, and ending them."""

import contextlib
import os
import signal
import sys

import psutil

ON_WINDOWS = sys.platform == "win32"


def listener(port: int | None) -> psutil.Process | None:
    """The process that listens on this port, if the system lets us see it."""
    if port is None:
        return None
    with contextlib.suppress(psutil.Error, OSError):
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr and connection.laddr[1] == port:
                return psutil.Process(connection.pid) if connection.pid else None
    return None


def family(pid: int) -> set[int]:
    """This process and all that it has started."""
    try:
        root = psutil.Process(pid)
        return {pid, *(child.pid for child in root.children(recursive=True))}
    except psutil.Error:
        return set()


def ask_to_end(pid: int, *, group: bool) -> None:
    """The gentle way: what the program can catch and clean up after."""
    with contextlib.suppress(ProcessLookupError, psutil.Error):
        if ON_WINDOWS:
            psutil.Process(pid).terminate()
        elif group:
            os.killpg(pid, signal.SIGTERM)
        else:
            os.kill(pid, signal.SIGTERM)


def end_orphans(group: int) -> None:
    """What a process that has ended left behind in its group."""
    if not ON_WINDOWS:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


def end(pids: set[int]) -> None:
    """The firm way, for each that is still there."""
    for pid in pids:
        with contextlib.suppress(psutil.Error):
            psutil.Process(pid).kill()


def alive(pids: set[int]) -> set[int]:
    """Those that still run; a process that has ended and waits to be collected does not."""
    found: set[int] = set()
    for pid in pids:
        with contextlib.suppress(psutil.Error):
            if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                found.add(pid)
    return found
