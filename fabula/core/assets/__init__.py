"""Stored files: named by content, owned by a person."""
