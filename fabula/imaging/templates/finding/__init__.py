"""What a graph offers, found by following its links."""

from fabula.imaging.templates.finding.find import Found, find

__all__ = ["Found", "find"]
