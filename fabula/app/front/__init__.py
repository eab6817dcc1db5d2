"""The front: what every request passes on its way in and every answer on its way out, and the pages themselves."""

from fabula.app.front.build import add_front

__all__ = ["add_front"]
