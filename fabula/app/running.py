"""The note that a running server leaves in the data folder: where it can be reached, and which process it is."""

import json
import logging
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

from fabula.core.clock import now
from fabula.core.settings import Settings

log = logging.getLogger(__name__)

NOTE = "server.json"
PATIENCE_S = 2.0


@contextmanager
def noted(settings: Settings, address: str) -> Generator[None]:
    """The note is there as long as the server is; one for which there is no room keeps no server from running."""
    note = settings.data / NOTE
    try:
        _write(note, {"address": address, "pid": os.getpid(), "since": now().isoformat()})
    except OSError as error:
        log.warning("commands will not find this server by themselves: %s", error)
    try:
        yield
    finally:
        _forget(note)


def find_running(settings: Settings) -> str | None:
    """The address of the server on this data folder, if it answers; a note that a crash left behind does not count."""
    try:
        address: str = json.loads((settings.data / NOTE).read_text(encoding="utf-8"))["address"]
    except (OSError, ValueError, KeyError):
        return None
    return address if is_fabula(address) else None


def is_fabula(address: str) -> bool:
    """Whether a Fabula answers there; never asked through a proxy."""
    try:
        with build_opener(ProxyHandler({})).open(f"{address}/api/health", timeout=PATIENCE_S) as answer:
            return json.load(answer).get("status") == "ok"
    except (OSError, ValueError, AttributeError, HTTPException):
        return False


def _write(note: Path, what: Mapping[str, object]) -> None:
    partial = note.with_suffix(".partial")
    try:
        partial.write_text(json.dumps(what), encoding="utf-8")
        partial.replace(note)
    finally:
        partial.unlink(missing_ok=True)


def _forget(note: Path) -> None:
    """Only our own: another server may have taken the folder over meanwhile."""
    try:
        if json.loads(note.read_text(encoding="utf-8")).get("pid") == os.getpid():
            note.unlink()
    except (OSError, ValueError):
        pass
