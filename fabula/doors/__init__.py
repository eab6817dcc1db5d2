"""Other ways in than the web page."""
