"""What is configured: channels, servers and devices, handed out as ready objects that lease before they call."""

from fabula.engines.registry.assembly import build_registry, registry_open, routers
from fabula.engines.registry.live import PictureServers, TextEngines, Visit, hearing
from fabula.engines.registry.models.answers import Answers
from fabula.engines.registry.models.choices import Choices, Chosen, ModelRole
from fabula.engines.registry.models.pulling import PullKind
from fabula.engines.registry.room import EngineRoom

__all__ = [
    "Answers",
    "Choices",
    "Chosen",
    "EngineRoom",
    "ModelRole",
    "PictureServers",
    "PullKind",
    "TextEngines",
    "Visit",
    "build_registry",
    "hearing",
    "registry_open",
    "routers",
]
