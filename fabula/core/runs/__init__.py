"""Everything that takes longer than a request: owned by the server, followed by its events."""
