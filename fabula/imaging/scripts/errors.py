"""What can be wrong with a script of rows.

FabulaError
├── ScriptNotFound   404  there is no such script, or it is somebody else's
├── TableUnreadable  400  the file holds no rows that can be read: says where and why
├── TableTooLarge    413  more rows, columns or text than a script may have
├── MappingUnclear   400  a column, an input or a wish makes no sense: says which
├── RowsRefused      400  some rows are wrong: says which and why
├── ScriptBusy       409  it is under way, and what was asked does not go together with that
└── FolderUnusable   StartFailed  the folder for pictures cannot be used
"""

from fabula.core.errors import Conflict, Invalid, NotFound, StartFailed, TooLarge


class ScriptNotFound(NotFound):
    """There is no such script, or it is not yours."""


class TableUnreadable(Invalid):
    """The file holds no rows that can be read."""

    hint = "Use CSV, TSV, JSON, JSONL or YAML with one row for each picture."


class TableTooLarge(TooLarge):
    """More than a script may have."""

    hint = "Split the file."


class MappingUnclear(Invalid):
    """A column or an input is named that is not there, or twice."""


class RowsRefused(Invalid):
    """Some rows are wrong, and nothing was rendered."""

    hint = "Mend these rows, or leave them out and render the others."


class ScriptBusy(Conflict):
    """The script is under way, or has nothing to do."""


class FolderUnusable(StartFailed):
    """The folder for the pictures cannot be used."""
