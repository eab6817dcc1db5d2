"""How a record looks: a line of JSON for programs, a line of words for people."""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any, ClassVar

# What could forge a line, colour it, or turn its direction.
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class JsonLine(logging.Formatter):
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


class HumanLine(logging.Formatter):
    _COLOURS: ClassVar[dict[str, str]] = {"DEBUG": "2", "WARNING": "33", "ERROR": "31", "CRITICAL": "31;1"}

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
