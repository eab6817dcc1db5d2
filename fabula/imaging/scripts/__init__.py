"""Scripts: tables whose rows become renders, in a folder of this machine or on a running server."""

from fabula.imaging.scripts.assembly import build_scripts
from fabula.imaging.scripts.endpoints import router
from fabula.imaging.scripts.errors import MappingUnclear, RowsRefused, ScriptNotFound, TableTooLarge, TableUnreadable
from fabula.imaging.scripts.mapping import Expansion, Item, Items, columns_of, constants_of
from fabula.imaging.scripts.rows import Problem, Row, Table

__all__ = [
    "Expansion",
    "Item",
    "Items",
    "MappingUnclear",
    "Problem",
    "Row",
    "RowsRefused",
    "ScriptNotFound",
    "Table",
    "TableTooLarge",
    "TableUnreadable",
    "build_scripts",
    "columns_of",
    "constants_of",
    "router",
]
