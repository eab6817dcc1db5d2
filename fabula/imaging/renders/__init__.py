"""Templates carried out on a pool of servers, as durable runs."""

from fabula.imaging.renders.assembly import build_renders, renders_open, routers
from fabula.imaging.renders.configured import ConfiguredServers
from fabula.imaging.renders.orders import Order, Orders, Views
from fabula.imaging.renders.renders import Plan, Renders
from fabula.imaging.renders.scheduling import Rank
from fabula.imaging.renders.servers import Need, RenderServer, Servers

__all__ = [
    "ConfiguredServers",
    "Need",
    "Order",
    "Orders",
    "Plan",
    "Rank",
    "RenderServer",
    "Renders",
    "Servers",
    "Views",
    "build_renders",
    "renders_open",
    "routers",
]
