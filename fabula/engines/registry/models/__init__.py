"""Which models there are, and which one is taken for what."""
