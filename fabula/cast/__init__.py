"""Who is in it, and what they know."""
