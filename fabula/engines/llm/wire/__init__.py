"""The network edge: one session per channel, framing, patience, and foreign errors translated once."""
