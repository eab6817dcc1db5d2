"""The messages of one running job, in the order and the shape that the protocol has."""

import json
import struct
from typing import Any, Protocol

from fabula.engines.builtin.painter.work.jobs import Job, Message, now_ms

PREVIEW, PREVIEW_WITH_METADATA = 1, 4
_IMAGE_KINDS = {"image/jpeg": 1, "image/png": 2}


class Listeners(Protocol):
    """The open sockets."""

    def send(self, kind: str, data: dict[str, Any], client_id: str | None = None) -> None: ...

    def send_bytes(self, frame: bytes, client_id: str | None = None) -> None: ...

    def wants_metadata(self, client_id: str | None) -> bool: ...


class News:
    """Tells the owner of a job, or everyone where the protocol does so, and keeps what history keeps."""

    def __init__(self, job: Job, listeners: Listeners) -> None:
        self._job = job
        self._listeners = listeners
        self._nodes: dict[str, dict[str, Any]] = {}
        self.messages: list[Message] = []
        self.node: str | None = None

    def kept(self, kind: str, data: dict[str, Any], *, to_all: bool = False) -> None:
        message = {"prompt_id": self._job.prompt_id, **data, "timestamp": now_ms()}
        self.messages.append((kind, message))
        self._tell(kind, message, to_all=to_all)

    def started(self) -> None:
        self.kept("execution_start", {})

    def cached(self, nodes: list[str]) -> None:
        message = {"nodes": nodes, "prompt_id": self._job.prompt_id, "timestamp": now_ms()}
        self.messages.append(("execution_cached", message))
        self._tell("execution_cached", message)

    def node_started(self, node_id: str) -> None:
        self.node = node_id
        self._state(node_id, 0.0, 1.0, "running")
        self._tell("executing", {"node": node_id, "display_node": node_id, "prompt_id": self._job.prompt_id})

    def step(self, node_id: str, value: int, most: int, preview: bytes | None = None) -> None:
        self._state(node_id, value, most, "running")
        if preview is not None:
            self.picture(node_id, preview, "image/jpeg")
        data = {"value": value, "max": most, "prompt_id": self._job.prompt_id, "node": node_id}
        self._tell("progress", data, to_all=True)

    def executed(self, node_id: str, output: dict[str, Any]) -> None:
        data = {"node": node_id, "display_node": node_id, "output": output, "prompt_id": self._job.prompt_id}
        self._tell("executed", data)

    def node_finished(self, node_id: str, *, was_cached: bool = False) -> None:
        known = self._nodes.get(node_id, {"value": 1 if was_cached else 1.0, "max": 1 if was_cached else 1.0})
        self._state(node_id, known["max"], known["max"], "finished")

    def ended(self) -> None:
        self.node = None
        self._tell("executing", {"node": None, "prompt_id": self._job.prompt_id})

    def picture(self, node_id: str, picture: bytes, image_type: str) -> None:
        owner = self._job.client_id
        if owner is not None and self._listeners.wants_metadata(owner):
            metadata = {
                "node_id": node_id,
                "prompt_id": self._job.prompt_id,
                "display_node_id": node_id,
                "parent_node_id": None,
                "real_node_id": node_id,
                "image_type": image_type,
            }
            packed = json.dumps(metadata).encode()
            frame = struct.pack(">II", PREVIEW_WITH_METADATA, len(packed)) + packed + picture
        else:
            frame = struct.pack(">II", PREVIEW, _IMAGE_KINDS[image_type]) + picture
        self._listeners.send_bytes(frame, owner)

    def _state(self, node_id: str, value: float, most: float, state: str) -> None:
        self._nodes[node_id] = {
            "value": value,
            "max": most,
            "state": state,
            "node_id": node_id,
            "prompt_id": self._job.prompt_id,
            "display_node_id": node_id,
            "parent_node_id": None,
            "real_node_id": node_id,
        }
        self._tell("progress_state", {"prompt_id": self._job.prompt_id, "nodes": dict(self._nodes)}, to_all=True)

    def _tell(self, kind: str, data: dict[str, Any], *, to_all: bool = False) -> None:
        """Without a client id only progress goes out, and then to everyone."""
        if self._job.client_id is not None or to_all:
            self._listeners.send(kind, data, self._job.client_id)
