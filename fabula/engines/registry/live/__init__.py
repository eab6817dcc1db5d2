"""The engines as objects that are ready to work: clients, their leases, and the demo engines."""

from fabula.engines.registry.live.hearing import hearing
from fabula.engines.registry.live.pictures import Need, PictureServer, PictureServers
from fabula.engines.registry.live.text import TextEngines
from fabula.engines.registry.live.visiting import Visit

__all__ = ["Need", "PictureServer", "PictureServers", "TextEngines", "Visit", "hearing"]
