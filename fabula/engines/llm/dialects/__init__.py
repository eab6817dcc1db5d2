"""How each provider says it: bodies, streams, models and quirks, without any network."""
