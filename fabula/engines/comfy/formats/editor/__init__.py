"""The editor's own file format, and its way to an API graph."""
