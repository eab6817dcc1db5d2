"""Files that are made from the code: the web app's API types and the reference of settings."""

import tempfile
from pathlib import Path

from steps.machine import ROOT, call, telling, tool
from steps.node import Node
from steps.webapp import npm

SETTINGS = ROOT / "docs" / "settings.md"


def write(node: Node) -> None:
    with telling("Writing web/src/api/schema.gen.ts and docs/settings.md"):
        _with_openapi(node, purpose="Writing the API's types")
        SETTINGS.write_text(_settings(), encoding="utf-8")


def require_no_drift(node: Node) -> str:
    """Fails when a committed file differs from what the code would write today."""
    if SETTINGS.read_text(encoding="utf-8") != _settings():
        return "docs/settings.md differs from the settings. Run: make api"
    _with_openapi(node, "--check", purpose="Comparing the API's types")
    return ""


def _settings() -> str:
    return call([tool("fabula"), "config", "--markdown"], purpose="Listing the settings")


def _with_openapi(node: Node, *words: str, purpose: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder, "openapi.json")
        document.write_text(call([tool("fabula"), "openapi"], purpose="Describing the API"), encoding="utf-8")
        npm(node, "run", "--silent", "api", "--", str(document), *words, purpose=purpose)
