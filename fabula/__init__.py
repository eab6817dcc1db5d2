"""Fabula: a self-hosted AI story and image studio."""

__version__ = "0.1.0"
