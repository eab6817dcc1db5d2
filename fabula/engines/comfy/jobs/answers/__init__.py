"""A server's answers in plain words: what a job made, why it was refused, why it failed."""
