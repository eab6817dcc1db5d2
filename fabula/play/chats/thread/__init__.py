"""One chat as a tree of messages: read by stretches, edited without a loss, branched, forked."""
