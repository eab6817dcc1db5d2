"""What the installation says about itself: alive, ready, measured, and what it can do."""

from fabula.app.status.build import add_status
from fabula.app.status.endpoints import router
from fabula.app.status.metrics import Metrics
from fabula.app.status.readiness import Readiness
from fabula.app.status.telemetry import Telemetry

__all__ = ["Metrics", "Readiness", "Telemetry", "add_status", "router"]
