"""Who is next, and where: the line of waiting renders and the choice of a server, without any input or output."""

from fabula.imaging.renders.scheduling.line import Asking, Line, LineRules
from fabula.imaging.renders.scheduling.routes import Busy, Station, is_worth_it
from fabula.imaging.renders.scheduling.times import Times
from fabula.imaging.renders.scheduling.wishes import Rank, Shape, Wish

__all__ = ["Asking", "Busy", "Line", "LineRules", "Rank", "Shape", "Station", "Times", "Wish", "is_worth_it"]
