"""From names to places in a graph and back."""
