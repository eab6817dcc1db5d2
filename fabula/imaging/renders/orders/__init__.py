"""What people order: a template or graph with values, made into renders."""

from fabula.imaging.renders.orders.endpoints import router
from fabula.imaging.renders.orders.orders import Orders
from fabula.imaging.renders.orders.schemas import Order, SeedPolicy
from fabula.imaging.renders.orders.views import Views

__all__ = ["Order", "Orders", "SeedPolicy", "Views", "router"]
