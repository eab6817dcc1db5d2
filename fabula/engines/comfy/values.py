"""What a ComfyUI server is asked for and what it answers, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType
from uuid import UUID

from pydantic import JsonValue

from fabula.core.ids import new_id

PromptId = NewType("PromptId", str)
Graph = Mapping[str, Mapping[str, JsonValue]]
ObjectInfo = Mapping[str, Mapping[str, JsonValue]]


def new_prompt_id() -> PromptId:
    """An id for a job, to be kept before the job is submitted."""
    return PromptId(new_id())


def prompt_id_of(text: str) -> PromptId:
    """Newer servers take only ids in the one canonical writing."""
    if str(UUID(text)) != text:
        raise ValueError(f"a prompt id is a UUID in lower case with hyphens, not {text!r}")
    return PromptId(text)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The server has the job; `already` when it had it before this call."""

    prompt_id: PromptId
    already: bool


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a server can do, found out by asking it."""

    version: str
    jobs: bool
    cancel: bool
    labelled_previews: bool
    max_upload_bytes: int


@dataclass(frozen=True, slots=True)
class Device:
    """A card (or the processor) of a server; sizes in bytes."""

    name: str
    kind: str
    index: int | None
    vram_total: int
    vram_free: int
    torch_vram_total: int
    torch_vram_free: int


@dataclass(frozen=True, slots=True)
class SystemStats:
    """What a server runs on; its own paths and arguments are left out."""

    version: str
    os: str
    python: str
    pytorch: str
    ram_total: int
    ram_free: int
    devices: tuple[Device, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One job in a server's queue."""

    prompt_id: PromptId
    number: float


@dataclass(frozen=True, slots=True)
class QueueReading:
    """What a server has to do: what runs, and what waits in the order in which it will run."""

    running: tuple[Waiting, ...] = ()
    pending: tuple[Waiting, ...] = ()

    def ahead(self, prompt_id: str) -> int | None:
        """How many jobs come before this one; 0 when it runs or is next on an idle server."""
        for place, job in enumerate(self.running + self.pending):
            if job.prompt_id == prompt_id:
                return 0 if place < len(self.running) else place
        return None


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a server: what it is, what it does, and for whom."""

    stats: SystemStats
    queue: QueueReading
    own_running: int
    own_pending: int
    foreign_running: int
    foreign_pending: int


class FolderKind(StrEnum):
    """The three folders of a server."""

    INPUT = "input"
    OUTPUT = "output"
    TEMP = "temp"


@dataclass(frozen=True, slots=True)
class ServerFile:
    """A file on a server."""

    filename: str
    subfolder: str = ""
    folder: FolderKind = FolderKind.OUTPUT

    @property
    def value(self) -> str:
        """How an input of a node names it."""
        path = f"{self.subfolder}/{self.filename}" if self.subfolder else self.filename
        return path if self.folder is FolderKind.INPUT else f"{path} [{self.folder}]"


class Medium(StrEnum):
    """What kind of thing a node made."""

    IMAGE = "image"
    GIF = "gif"
    VIDEO = "video"
    AUDIO = "audio"
    MESH = "mesh"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class OutputFile(ServerFile):
    """A file that a node made."""

    node: str = ""
    medium: Medium = Medium.OTHER


@dataclass(frozen=True, slots=True)
class OutputText:
    """A text that a node made."""

    node: str
    text: str


@dataclass(frozen=True, slots=True)
class Outputs:
    """Everything that a job made, in the order of its nodes; `other` is what has no known shape."""

    files: tuple[OutputFile, ...] = ()
    texts: tuple[OutputText, ...] = ()
    other: Mapping[str, Mapping[str, JsonValue]] | None = None

    def of(self, *media: Medium) -> Sequence[OutputFile]:
        return [file for file in self.files if file.medium in media]

    @property
    def kept(self) -> Sequence[OutputFile]:
        """The files that were meant to stay, or the passing ones where a graph only has previews."""
        return [file for file in self.files if file.folder is FolderKind.OUTPUT] or self.files

    def __bool__(self) -> bool:
        return bool(self.files or self.texts or self.other)
