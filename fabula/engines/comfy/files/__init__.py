"""Files to a server and from it, whole or not at all."""
