"""Following runs: from their stored events, from what is live here, and until they end."""
