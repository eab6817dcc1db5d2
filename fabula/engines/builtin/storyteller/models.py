"""The models that the storyteller lists: each says by its name and family that it is a demo."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

LABEL = "built-in demo engine"
FAMILY = "fabula-demo"
VERSION = "0.33.0"
MEGABYTE = 1024**2
Capability = Literal["completion", "tools", "thinking", "vision", "embedding"]
MADE = datetime(2026, 1, 1, tzinfo=UTC)
LICENSE = "MIT. A grammar that plays a language model, so that everything can be tried without one."
KV_BYTES_PER_TOKEN = 64 * 1024


@dataclass(frozen=True)
class Model:
    """A name to answer to, what it can do, and how much memory it pretends to need."""

    name: str
    capabilities: tuple[Capability, ...] = ("completion",)
    size: int = 900 * MEGABYTE
    context: int = 32_768
    dimensions: int = 384
    parameters: str = "demo"

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{LABEL} {self.name}".encode()).hexdigest()

    def memory(self, context: int) -> int:
        """Weights, and the cache that grows with the context."""
        return self.size + context * KV_BYTES_PER_TOKEN

    def details(self) -> dict[str, Any]:
        return {
            "parent_model": "",
            "format": "gguf",
            "family": FAMILY,
            "families": [FAMILY],
            "parameter_size": self.parameters,
            "quantization_level": "none",
        }

    def listed(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "model": self.name,
            "modified_at": MADE.isoformat(),
            "size": self.size,
            "digest": self.digest,
            "details": self.details(),
        }

    def shown(self) -> dict[str, Any]:
        return {
            "license": LICENSE,
            "modelfile": f"# {LABEL}\nFROM {self.name}\n",
            "parameters": f"num_ctx {min(self.context, 4096)}",
            "template": "{{ .System }}{{ .Prompt }}",
            "details": self.details(),
            "model_info": {
                "general.architecture": FAMILY,
                "general.name": f"{self.name} ({LABEL})",
                f"{FAMILY}.context_length": self.context,
                f"{FAMILY}.embedding_length": self.dimensions,
            },
            "capabilities": list(self.capabilities),
            "modified_at": MADE.isoformat(),
        }


MODELS = (
    Model("fabula-demo:latest", ("completion", "tools", "thinking")),
    Model("fabula-demo-vision:latest", ("completion", "vision", "tools"), size=1200 * MEGABYTE),
    Model("fabula-demo-embed:latest", ("embedding",), size=120 * MEGABYTE, context=8192),
    Model("fabula-demo-mini:latest", ("completion",), size=300 * MEGABYTE, context=8192),
)
PULLABLE = (Model("fabula-demo-large:latest", ("completion", "tools", "thinking", "vision"), size=4000 * MEGABYTE),)


def full_name(name: str) -> str:
    """Ollama's rule: no tag means `latest`."""
    return name if ":" in name.rsplit("/", 1)[-1] else f"{name}:latest"
