"""How a drawing is carried: from the wish to pictures, each step once."""

from fabula.imaging.images.carrying.drawer import Drawer

__all__ = ["Drawer"]
