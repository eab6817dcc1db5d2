"""From rows to what is to be made: columns find their inputs, rows become items with a key and checked values."""

from fabula.imaging.scripts.mapping.expansion import Expansion
from fabula.imaging.scripts.mapping.guessing import Guess, guess
from fabula.imaging.scripts.mapping.items import Item, Items, Templating
from fabula.imaging.scripts.mapping.mapper import Mapper, Reserved, columns_of, constants_of

__all__ = [
    "Expansion",
    "Guess",
    "Item",
    "Items",
    "Mapper",
    "Reserved",
    "Templating",
    "columns_of",
    "constants_of",
    "guess",
]
