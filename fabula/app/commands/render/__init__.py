"""`fabula render`: a table becomes pictures."""
