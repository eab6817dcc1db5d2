"""Ollama's protocol: what comes in, what goes out, and how it fails."""
