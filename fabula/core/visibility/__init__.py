"""What is there for whom: models and templates that an admin hides from a role."""

from fabula.core.visibility.endpoints import router
from fabula.core.visibility.hidden import HiddenFromYou, Thing, hidden_from, require_visible

__all__ = ["HiddenFromYou", "Thing", "hidden_from", "require_visible", "router"]
