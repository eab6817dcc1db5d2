"""Rows rendered by this process alone: no database, only servers, and a folder that knows how far it came."""

from fabula.imaging.scripts.alone.folder import Folder
from fabula.imaging.scripts.alone.report import Line, RowState
from fabula.imaging.scripts.alone.running import Running, Tally, Wishes, servers_known

__all__ = ["Folder", "Line", "RowState", "Running", "Tally", "Wishes", "servers_known"]
