"""The storyteller: a grammar that writes in English and Russian, behind Ollama's protocol.

Importing this loads aiohttp and numpy; import it where it is first needed.
"""

from fabula.engines.builtin.storyteller.models import LABEL, MODELS, PULLABLE, Model
from fabula.engines.builtin.storyteller.script import Fault, Script
from fabula.engines.builtin.storyteller.server import Received, Storyteller

__all__ = ["LABEL", "MODELS", "PULLABLE", "Fault", "Model", "Received", "Script", "Storyteller"]
