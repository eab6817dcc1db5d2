"""Live news: topics, who follows them, and how they travel between processes."""

from fabula.core.events import names
from fabula.core.events.bus import Bus
from fabula.core.events.committed import after_commit
from fabula.core.events.frames import Frame, JsonObject, Position, position
from fabula.core.events.frames import event as event_frame
from fabula.core.events.kinds import EventKind, EventKinds, Nothing, event_kinds
from fabula.core.events.lines import line_of
from fabula.core.events.mirrors import Record
from fabula.core.events.telling import tell_changed
from fabula.core.events.topics import Fold, LogTopic, Reader, Topic

__all__ = [
    "Bus",
    "EventKind",
    "EventKinds",
    "Fold",
    "Frame",
    "JsonObject",
    "LogTopic",
    "Nothing",
    "Position",
    "Reader",
    "Record",
    "Topic",
    "after_commit",
    "event_frame",
    "event_kinds",
    "line_of",
    "names",
    "position",
    "tell_changed",
]
