"""What the routes share."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from fabula.engines.builtin.painter.work.execution import Workshop
from fabula.engines.builtin.painter.work.jobs import History, Queue
from fabula.engines.builtin.painter.work.worker import Worker

if TYPE_CHECKING:
    from fabula.engines.builtin.painter.server.sockets import Sockets

ENGINE = "Fabula built-in demo engine"
COMFYUI = "0.29.0"
TROUBLE = "500 Internal Server Error\n\nServer got itself in trouble"

FEATURES: dict[str, Any] = {
    "supports_preview_metadata": True,
    "supports_model_type_tags": True,
    "max_upload_size": 104857600,
    "extension": {"fabula": {"demo_engine": True}},
    "node_replacements": False,
    "assets": False,
}


@dataclass(slots=True)
class State:
    shop: Workshop
    queue: Queue
    history: History
    worker: Worker
    sockets: "Sockets"


STATE: web.AppKey[State] = web.AppKey("painter", State)


def state_of(request: web.Request) -> State:
    return request.app[STATE]


def trouble() -> web.Response:
    """What the real server says when a request makes it stumble."""
    return web.Response(status=500, text=TROUBLE)
