"""The servers as one: each render gets the one that finishes it first, and waits its turn for it."""

from fabula.imaging.renders.pool.host import Host
from fabula.imaging.renders.pool.pool import Asked, Pool, Turn

__all__ = ["Asked", "Host", "Pool", "Turn"]
