"""What surrounds one call of a channel: its place in the line, its bound, and the record of what it cost."""
