"""What can go wrong with a ComfyUI server.

Unavailable
├── ServerUnreachable     503  nobody answers at the address
├── ServerSilent          503  it took the request and did not answer in time
├── ServerBroke           503  it answered with a fault of its own, or with what is not ComfyUI
├── SubmissionUnsure      503  it is not known whether the server took the job: submit again with the same id
├── FileCutShort          503  a file did not arrive whole, also after several tries
└── JobLost               503  the server forgot the job
NotFound
├── FileGone              404  the server no longer has the file
└── ModelFolderUnknown    404  the server knows no such folder of models
Invalid
├── GraphRefused          400  the server will not run this graph: node, input, reason
└── AddressInvalid        400  no address that a server can have
TooLarge
└── UploadTooLarge        413  the server takes no file of this size
Conflict
└── JobCancelled          409  somebody stopped the job
FabulaError
├── AccessDenied          502  the server wants another key
├── JobFailed             502  a node failed while the job ran
└── ServerClosed          503  this client was closed while somebody still used it
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from fabula.core.errors import Conflict, FabulaError, Invalid, NotFound, TooLarge, Unavailable, Who


class ServerUnreachable(Unavailable):
    """Nobody answers at the server's address; nothing was sent."""

    hint = "Start ComfyUI there, or correct the address of the server."


class ServerSilent(Unavailable):
    """The server did not answer in time, or the connection broke: it may have done what was asked."""

    hint = "The server may be busy; it is asked again."


class ServerBroke(Unavailable):
    """The server answered with a fault of its own, or with something that ComfyUI does not say."""

    who = Who.ADMIN
    hint = "Look at the log of that ComfyUI, and whether its address leads to ComfyUI at all."


class SubmissionUnsure(Unavailable):
    """It is not known whether the server took the job; the same id may be submitted again without harm."""

    hint = "Submit again with the same id: the server is asked first, so the job cannot run twice."


class FileCutShort(Unavailable):
    """A file did not arrive whole, also after several tries."""

    hint = "Try again; if it happens often, look at the connection to that server."


class JobLost(Unavailable):
    """The server no longer knows the job, and no result is left of it."""

    hint = "Run it again."


class FileGone(NotFound):
    """The server no longer has the file."""

    hint = "Run the job again with another seed, so that the server makes a new file."


class ModelFolderUnknown(NotFound):
    """The server knows no such folder of models."""


class UploadTooLarge(TooLarge):
    """The server takes no file of this size."""

    who = Who.USER
    hint = "Use a smaller file, or start that ComfyUI with a larger --max-upload-size."


class AddressInvalid(Invalid):
    """This cannot be the address of a server."""

    who = Who.ADMIN
    hint = "Write it like http://127.0.0.1:8188 or https://example.org/comfy."


class JobCancelled(Conflict):
    """The job was stopped before its end."""


class AccessDenied(FabulaError):
    """The server, or a proxy before it, wants another key."""

    status = 502
    who = Who.ADMIN
    hint = "Set the key or the headers that this server asks for."


class ServerClosed(FabulaError):
    """The client of this server was closed while somebody still used it."""

    status = 503
    who = Who.RETRY


class FaultKind(StrEnum):
    """Why a node cannot run, or did not."""

    UNKNOWN_NODE = "unknown_node"
    MISSING_MODEL = "missing_model"
    MISSING_FILE = "missing_file"
    NOT_OFFERED = "not_offered"
    MISSING_INPUT = "missing_input"
    OUT_OF_RANGE = "out_of_range"
    WRONG_TYPE = "wrong_type"
    BROKEN_LINK = "broken_link"
    CYCLE = "cycle"
    NO_OUTPUT = "no_output"
    OUT_OF_MEMORY = "out_of_memory"
    DISK_FULL = "disk_full"
    NODE_ERROR = "node_error"


@dataclass(frozen=True, slots=True)
class NodeFault:
    """One thing that is wrong with one node, and what to do about it."""

    kind: FaultKind
    reason: str
    hint: str
    node: str = ""
    class_type: str = ""
    title: str = ""
    input: str = ""

    @property
    def sentence(self) -> str:
        place = f"{self.title or self.class_type or 'Node'} (node {self.node})" if self.node else ""
        where = f'{place}, input "{self.input}"' if place and self.input else place
        return f"{where}: {self.reason}" if where else self.reason


class GraphRefused(Invalid):
    """The server will not run this graph, or only a part of it."""

    def __init__(self, server: str, faults: Sequence[NodeFault], *, partly: bool = False) -> None:
        first, more = faults[0], len(faults) - 1
        others = f" (and {more} more)" if more else ""
        verb = "would run only a part of this workflow" if partly else "cannot run this workflow"
        super().__init__(
            f"{server} {verb}. {first.sentence}{others}",
            hint=first.hint,
            details={"server": server, "faults": [asdict(fault) for fault in faults]},
        )
        self.faults = tuple(faults)
        self.partly = partly


class JobFailed(FabulaError):
    """A node failed while the job ran."""

    status = 502
    who = Who.USER

    def __init__(self, server: str, fault: NodeFault) -> None:
        super().__init__(
            f"{server}: {fault.sentence}", hint=fault.hint, details={"server": server, "fault": asdict(fault)}
        )
        self.fault = fault
