"""Deciding who uses a device: one line for each, and leases that end."""

from fabula.engines.gpu.arbiter.arbiter import Arbiter

__all__ = ["Arbiter"]
