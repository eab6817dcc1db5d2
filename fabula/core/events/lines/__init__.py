"""Ways from process to process: Redis Streams, or PostgreSQL's NOTIFY where no further server is wanted."""

from fabula.core.events.lines.opening import line_of
from fabula.core.events.lines.port import Line, LineDown

__all__ = ["Line", "LineDown", "line_of"]
