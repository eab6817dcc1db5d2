"""What is said, and how it looks: a line of JSON for programs, a line of words for people."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

# What could forge a line, colour it, or turn its direction.
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


_COLOURS = {"debug": "2", "warning": "33", "error": "31", "critical": "31;1"}


@dataclass(frozen=True, slots=True)
class Said:
    """One record, made into text where it happened."""

    at: float
    level: str
    logger: str
    text: str
    request_id: str
    fields: dict[str, Any]
    trace: str

    def for_programs(self) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(self.at, UTC).isoformat(timespec="milliseconds"),
            "level": self.level,
            "logger": self.logger,
            "message": self.text,
            "request_id": self.request_id,
            **self.fields,
        }
        if self.trace:
            line["trace"] = self.trace
        return json.dumps(line, ensure_ascii=False, default=str)

    def for_people(self, *, coloured: bool) -> str:
        at = datetime.fromtimestamp(self.at).astimezone().strftime("%H:%M:%S")
        message = _CONTROL.sub(lambda found: repr(found.group())[1:-1], self.text)
        line = f"{at} {self.level:<7} {message}{f'  [{self.request_id}]' if self.request_id else ''}"
        if self.trace:
            line = f"{line}\n{self.trace}"
        colour = _COLOURS.get(self.level) if coloured else None
        return f"\x1b[{colour}m{line}\x1b[0m" if colour else line
