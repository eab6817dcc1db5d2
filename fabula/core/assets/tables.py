"""Tables of assets."""
