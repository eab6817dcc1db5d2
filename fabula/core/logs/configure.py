"""What the program says: human lines on the terminal, JSON lines in the data folder, and no secret in either.

A record is stamped with its request and made into text by whoever logs; writing it to the terminal and the disk is the
work of one thread beside the loop.
"""

import contextlib
import logging
import queue
import sys
from contextvars import ContextVar
from logging.handlers import QueueHandler
from typing import Any, TextIO

from fabula.core.data_folder import make_room
from fabula.core.logs.lines import Said
from fabula.core.logs.redaction import Redactor, secrets_of
from fabula.core.logs.writing import File, Terminal, Writer
from fabula.core.settings import Settings

request_id: ContextVar[str] = ContextVar("request_id", default="")

FILE = "fabula.jsonl"
FILE_BYTES = 10 * 1024 * 1024
FILES = 5
WAITING = 10_000
LONGEST = 16_000
CHATTY = ("alembic", "httpcore", "httpx")


class Logging:
    """The configured log; `close` writes what is still waiting."""

    def __init__(self, writer: Writer, before: list[logging.Handler]) -> None:
        self._writer = writer
        self._before = before

    def close(self) -> None:
        logging.getLogger().handlers[:] = self._before
        self._writer.stop()


def configure_logging(settings: Settings, terminal: TextIO | None = None, *, file_bytes: int = FILE_BYTES) -> Logging:
    """Send every logger of this process to the terminal and to `logs/fabula.jsonl` in the data folder."""
    # A folder that cannot be made is told of in plain words when the application starts.
    with contextlib.suppress(OSError):
        make_room(settings.data, "logs")
    redact = Redactor(secrets_of(settings))
    waiting: queue.Queue[Any] = queue.Queue(WAITING)
    handler = _Stamping(waiting, redact)
    file = File(settings.data / "logs" / FILE, file_bytes, FILES)
    writer = Writer(waiting, Terminal(terminal or sys.stderr), file)
    writer.start()
    root = logging.getLogger()
    before = root.handlers[:]
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi"):
        foreign = logging.getLogger(name)
        foreign.handlers.clear()
        foreign.propagate = True
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Requests are logged by our own line, which knows the request id and leaves the query out.
    logging.getLogger("uvicorn.access").disabled = True
    return Logging(writer, before)


class _Stamping(QueueHandler):
    """Makes a record into text where it happens, so that nothing of the request is held by the queue."""

    def __init__(self, waiting: queue.Queue[Any], redact: Redactor) -> None:
        super().__init__(waiting)
        self._redact = redact
        self._lost = 0

    def prepare(self, record: logging.LogRecord) -> Said:
        trace = ""
        if record.exc_info and record.exc_info[0]:
            trace = self._redact(logging.Formatter().formatException(record.exc_info)[-LONGEST:])
        fields: dict[str, Any] = record.__dict__.get("fields", {})
        return Said(
            at=record.created,
            level=record.levelname.lower(),
            logger=record.name,
            text=self._redact(record.getMessage()[:LONGEST]),
            request_id=request_id.get(),
            fields={name: self._redact(value) if isinstance(value, str) else value for name, value in fields.items()},
            trace=trace,
        )

    def enqueue(self, record: Said) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - what `prepare` made
        try:
            self.queue.put_nowait(record)
        except queue.Full:
            self._lost += 1
            return
        if self._lost:
            lost, self._lost = self._lost, 0
            logging.getLogger(__name__).warning("%s log lines were lost: too many at once", lost)
