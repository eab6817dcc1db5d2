"""ComfyUI: a client that trusts queue and history more than the socket, and its file formats."""

from fabula.engines.comfy import errors, values
from fabula.engines.comfy.address import Patience, ServerAddress, Timeouts
from fabula.engines.comfy.jobs import events
from fabula.engines.comfy.jobs.events import Cancelled, Failed, Finished, JobEvent, Lost
from fabula.engines.comfy.server import ComfyServer
from fabula.engines.comfy.values import (
    Accepted,
    Capabilities,
    FolderKind,
    Graph,
    Look,
    Medium,
    ObjectInfo,
    OutputFile,
    Outputs,
    PromptId,
    ServerFile,
    new_prompt_id,
)

__all__ = [
    "Accepted",
    "Cancelled",
    "Capabilities",
    "ComfyServer",
    "Failed",
    "Finished",
    "FolderKind",
    "Graph",
    "JobEvent",
    "Look",
    "Lost",
    "Medium",
    "ObjectInfo",
    "OutputFile",
    "Outputs",
    "Patience",
    "PromptId",
    "ServerAddress",
    "ServerFile",
    "Timeouts",
    "errors",
    "events",
    "new_prompt_id",
    "values",
]
