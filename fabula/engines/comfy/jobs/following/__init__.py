"""Following jobs: one socket and one poll for all of a server's, one stream of events for each."""
