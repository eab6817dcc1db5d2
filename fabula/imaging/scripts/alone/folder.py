"""The folder of a run of rows: pictures, the report, and a journal of what was sent and has not ended.

DIR/KEY_1.png            pictures, each there only when it is whole
DIR/report.jsonl         one line for each row that ended
DIR/.fabula-render/      lock, journal, and files on their way
"""

import shutil
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path, PurePosixPath
from typing import Any

from fabula.core.background import in_thread
from fabula.core.errors import StartFailed
from fabula.core.runs import folder_held
from fabula.engines.comfy import ComfyServer, OutputFile
from fabula.imaging.scripts.alone.lines import Lines
from fabula.imaging.scripts.alone.report import Line, Report, RowState
from fabula.imaging.scripts.errors import FolderUnusable
from fabula.imaging.scripts.mapping import Item

REPORT = "report.jsonl"
INSIDE = ".fabula-render"
LONGEST_ENDING = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A job that a server was given, written down before it was sent."""

    key: str
    content: str
    prompt_id: str
    server: str
    values: Mapping[str, Any]
    tries: int


class Folder:
    """`with Folder.held(path) as folder:` nobody else renders into it meanwhile."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.report = Report(path / REPORT)
        self.inside = path / INSIDE
        self._parts = self.inside / "parts"
        shutil.rmtree(self._parts, ignore_errors=True)
        self._parts.mkdir()
        self._journal = Lines(self.inside / "journal.jsonl")
        self._under_way = self._read_journal()
        self._journal.rewrite(asdict(sent) for sent in self._under_way.values())

    @classmethod
    @contextmanager
    def held(cls, path: Path) -> Generator["Folder"]:
        try:
            (path / INSIDE).mkdir(parents=True, exist_ok=True)
            with folder_held(path / INSIDE):
                folder = cls(path)
                try:
                    yield folder
                finally:
                    folder.report.close()
                    folder._journal.close()
        except StartFailed as error:
            message = f"Another run renders into the folder {path}."
            raise FolderUnusable(message, hint="Wait for it, or choose another folder with --out.") from error
        except OSError as error:
            message = f"The folder {path} cannot be used: {error.strerror or error}."
            raise FolderUnusable(message, hint="Make it writable, or choose another one with --out.") from error

    @property
    def report_path(self) -> Path:
        return self.path / REPORT

    @property
    def left_behind(self) -> int:
        """How many jobs an earlier run sent and did not see the end of."""
        return len(self._under_way)

    def _read_journal(self) -> dict[str, Sent]:
        under_way: dict[str, Sent] = {}
        for entry in self._journal:
            if "ended" in entry:
                under_way.pop(str(entry["ended"]), None)
                continue
            try:
                sent = Sent(**entry)
            except TypeError:
                continue
            under_way[sent.key] = sent
        done = RowState.DONE
        return {key: sent for key, sent in under_way.items() if self.report.state_of(key, sent.content) is not done}

    def sent_before(self, item: Item) -> Sent | None:
        """The job of this very row that an earlier run, or an earlier try, left on a server."""
        sent = self._under_way.get(item.key)
        return sent if sent and sent.content == item.content else None

    async def will_send(self, sent: Sent) -> None:
        self._under_way[sent.key] = sent
        await in_thread(self._journal.append, asdict(sent))

    async def came_to_nothing(self, key: str) -> None:
        if self._under_way.pop(key, None):
            await in_thread(self._journal.append, {"ended": key})

    async def ended(self, line: Line) -> None:
        """The end of a row: first in the report, then in the journal."""
        await in_thread(self.report.append, line)
        await self.came_to_nothing(line.key)

    async def save(self, server: ComfyServer, file: OutputFile, item: Item, number: int) -> tuple[str, str]:
        """Fetch a file of a server; its name in the folder and its SHA-256."""
        name = self.name_of(item.key, number, PurePosixPath(file.filename).suffix)
        return await self.put(await server.save(file, self.part(name)), name, item.destination)

    def name_of(self, key: str, number: int, ending: str) -> str:
        """The name of one of a row's files; the ending is somebody else's word."""
        ending = ending.lower()
        return f"{key}_{number}{ending if ending[1:].isalnum() and len(ending) <= LONGEST_ENDING else '.bin'}"

    def part(self, name: str) -> Path:
        """Where a file lies as long as it is not whole."""
        return self._parts / name

    async def put(self, part: Path, name: str, destination: str = "") -> tuple[str, str]:
        """A file is whole: it appears under its name, which is returned with its SHA-256."""
        return await in_thread(self._moved, part, f"{destination}/{name}" if destination else name)

    def _moved(self, part: Path, name: str) -> tuple[str, str]:
        with part.open("rb") as content:
            digest = file_digest(content, "sha256").hexdigest()
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        part.replace(target)
        return name, digest
