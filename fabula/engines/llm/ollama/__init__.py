"""What Ollama can do beside talking: its models on disk and in memory."""

from fabula.engines.llm.ollama.discovery import Found, discovered
from fabula.engines.llm.ollama.pulling import PullProgress
from fabula.engines.llm.ollama.server import LoadedModel, OllamaServer, tagged

__all__ = ["Found", "LoadedModel", "OllamaServer", "PullProgress", "discovered", "tagged"]
