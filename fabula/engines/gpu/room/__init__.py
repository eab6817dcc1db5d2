"""Making room in a card's memory, one verified step after the other."""

from fabula.engines.gpu.room.ladder import Ladder

__all__ = ["Ladder"]
