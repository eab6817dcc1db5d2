"""Pictures: templates, renders, scripts of rows, and prompts written from words."""
