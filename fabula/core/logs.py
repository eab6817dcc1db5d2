"""What the program says: human lines on the terminal, JSON lines in the data folder, and no secret in either.

A record is stamped with its request and made into text by whoever logs; writing it to the terminal and the disk is the
work of one thread beside the loop.
"""

import contextlib
import json
import logging
import queue
import re
import sys
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler
from pathlib import Path
from typing import Any, ClassVar, TextIO

from pydantic import SecretStr

from fabula.core.data_folder import make_room
from fabula.core.settings import Settings

request_id: ContextVar[str] = ContextVar("request_id", default="")

FILE = "fabula.jsonl"
FILE_BYTES = 10 * 1024 * 1024
FILES = 5
WAITING = 10_000
LONGEST = 16_000
END_WITHIN_S = 5
HIDDEN = "[hidden]"
CHATTY = ("alembic", "httpcore", "httpx")

# Each pattern with the words of which one must be there: looking for words costs far less than looking for patterns.
_PATTERNS = tuple(
    (words, re.compile(pattern, re.IGNORECASE | re.DOTALL), put)
    for words, pattern, put in (
        (("[parameters",), r"\[parameters: .*?\](?=\n|$)", f"[parameters: {HIDDEN}]"),
        (("bearer", "basic"), r"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{6,}", rf"\1 {HIDDEN}"),
        (("fab_",), r"\bfab_[A-Za-z0-9_-]{6,}", f"fab_{HIDDEN}"),
        (("eyj",), r"\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*", HIDDEN),
        (("://",), r"(://[^/\s:@'\"]*):[^/\s@'\"]+@", rf"\1:{HIDDEN}@"),
        (("cookie",), r"((?:set-)?cookie['\"]?\s*[:=]\s*)[^\r\n]+", rf"\1{HIDDEN}"),
        (
            ("passw", "passphrase", "secret", "token", "key", "authorization", "invitation"),
            r"((?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|authorization|invitation)"
            r"[a-z_]*b?['\"]?\s*[:=]\s*)(b?\"[^\"]*\"|b?'[^']*'|[^\s,;&)}\]]+)",
            rf"\1{HIDDEN}",
        ),
    )
)
# What could forge a line, colour it, or turn its direction.
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_PASSWORD_IN_URL = re.compile(r"://[^/\s:@]*:([^/\s@]+)@")


class Redactor:
    """Takes out what must not be read in a log: by shape, and by the values of this installation's secrets."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = sorted({secret for secret in secrets if len(secret) >= 6}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, text: str) -> str:
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        plain = text.lower()
        for words, pattern, put in _PATTERNS:
            if any(word in plain for word in words):
                text = pattern.sub(put, text)
        return text


class Logging:
    """The configured log; `close` writes what is still waiting."""

    def __init__(self, listener: QueueListener, before: list[logging.Handler]) -> None:
        self._listener = listener
        self._before = before

    def close(self) -> None:
        logging.getLogger().handlers[:] = self._before
        self._listener.stop()
        for target in self._listener.handlers:
            target.close()


def configure_logging(settings: Settings, terminal: TextIO | None = None, *, file_bytes: int = FILE_BYTES) -> Logging:
    """Send every logger of this process to the terminal and to `logs/fabula.jsonl` in the data folder."""
    # A folder that cannot be made is told of in plain words when the application starts.
    with contextlib.suppress(OSError):
        make_room(settings.data, "logs")
    redact = Redactor(_secrets_of(settings))
    waiting: queue.Queue[Any] = queue.Queue(WAITING)
    handler = _Stamping(waiting, redact)
    listener = _Listener(waiting, _terminal(terminal or sys.stderr), _file(settings.data / "logs" / FILE, file_bytes))
    listener.start()
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
    return Logging(listener, before)


def _secrets_of(settings: Settings) -> Iterable[str]:
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
        elif isinstance(value, str) and (found := _PASSWORD_IN_URL.search(value)):
            yield found.group(1)


def _terminal(stream: TextIO) -> logging.Handler:
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_HumanLine(coloured=stream.isatty()))
    return handler


def _file(path: Path, most_bytes: int) -> logging.Handler:
    handler = _FileOrSilence(path, maxBytes=most_bytes, backupCount=FILES - 1, encoding="utf-8", delay=True)
    handler.setFormatter(_JsonLine())
    return handler


class _Listener(QueueListener):
    def __init__(self, waiting: queue.Queue[Any], *handlers: logging.Handler) -> None:
        super().__init__(waiting, *handlers)
        self._waiting = waiting

    def enqueue_sentinel(self) -> None:
        """Wait for a place in a full line: the end must come after what was said before it."""
        with contextlib.suppress(queue.Full):
            self._waiting.put(None, timeout=END_WITHIN_S)


class _FileOrSilence(RotatingFileHandler):
    """A full disk must not stop the program nor fill the terminal: what cannot be written is only on the terminal."""

    def handleError(self, record: logging.LogRecord) -> None:
        pass


class _Stamping(QueueHandler):
    """Makes a record into text where it happens, so that nothing of the request is held by the queue."""

    def __init__(self, waiting: queue.Queue[Any], redact: Redactor) -> None:
        super().__init__(waiting)
        self._redact = redact
        self._lost = 0

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        text = self._redact(record.getMessage()[:LONGEST])
        trace = ""
        if record.exc_info and record.exc_info[0]:
            trace = self._redact(logging.Formatter().formatException(record.exc_info)[-LONGEST:])
        stamped = logging.LogRecord(record.name, record.levelno, record.pathname, record.lineno, text, None, None)
        stamped.created = record.created
        stamped.exc_text = trace or None
        stamped.__dict__["request_id"] = request_id.get()
        fields: dict[str, Any] = record.__dict__.get("fields", {})
        stamped.__dict__["fields"] = {
            name: self._redact(value) if isinstance(value, str) else value for name, value in fields.items()
        }
        return stamped

    def enqueue(self, record: logging.LogRecord) -> None:
        try:
            self.queue.put_nowait(record)
        except queue.Full:
            self._lost += 1
            return
        if self._lost:
            lost, self._lost = self._lost, 0
            logging.getLogger(__name__).warning("%s log lines were lost: too many at once", lost)


class _JsonLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": record.__dict__["request_id"],
            **record.__dict__["fields"],
        }
        if record.exc_text:
            line["trace"] = record.exc_text
        return json.dumps(line, ensure_ascii=False, default=str)


class _HumanLine(logging.Formatter):
    _COLOURS: ClassVar[dict[str, str]] = {"DEBUG": "2", "WARNING": "33", "ERROR": "31", "CRITICAL": "31;1"}
    _CONTROL: ClassVar[re.Pattern[str]] = re.compile(
        r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
    )

    def __init__(self, *, coloured: bool) -> None:
        super().__init__()
        self._coloured = coloured

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        message = _CONTROL.sub(lambda found: repr(found.group())[1:-1], record.getMessage())
        asked = record.__dict__["request_id"]
        line = f"{at} {record.levelname.lower():<7} {message}{f'  [{asked}]' if asked else ''}"
        if record.exc_text:
            line = f"{line}\n{record.exc_text}"
        colour = self._COLOURS.get(record.levelname) if self._coloured else None
        return f"\x1b[{colour}m{line}\x1b[0m" if colour else line
