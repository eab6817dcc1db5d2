"""How one run is carried: what is written down, what the handler sees, and who looks after both."""
