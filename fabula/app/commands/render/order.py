"""What somebody asked for on the command line."""

from dataclasses import dataclass, field
from pathlib import Path

DONE, FAILED, WRONG_USAGE = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The options of `fabula render`, as they were given."""

    rows: str
    template: str = "default"
    fabula: str = ""
    servers: list[str] = field(default_factory=list[str])
    out: Path = Path("pictures")
    columns: list[str] = field(default_factory=list[str])
    grid: list[str] = field(default_factory=list[str])
    along: list[str] = field(default_factory=list[str])
    key: str = ""
    values: list[str] = field(default_factory=list[str])
    format: str = ""
    encoding: str = ""
    delimiter: str = ""
    dry_run: bool = False
    only_failed: bool = False
    skip_bad: bool = False
    limit: int | None = None
    stop_after_failures: int | None = None
    quiet: bool = False
    as_json: bool = False
    data: Path | None = None
