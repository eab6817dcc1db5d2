"""Engines to be set up: the built-in ones, run by themselves, stand in for Ollama and ComfyUI."""

import json
import re
import subprocess
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from typing import Literal

from e2e.kit.server import FABULA

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


@contextmanager
def stand_in(kind: Literal["painter", "storyteller"], *options: str) -> Generator[str]:
    """The address of an engine that runs until the block ends."""
    command = [FABULA, "builtin", kind, "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        try:
            yield next(found[0] for line in iter(process.stdout.readline, "") if (found := ADDRESS.search(line)))
        finally:
            process.terminate()


def script(address: str, **changes: object) -> None:
    """Change how a stand-in behaves; it has to be started with `--control`."""
    asked = urllib.request.Request(
        f"{address}/control/script",
        data=json.dumps(changes).encode(),
        headers={"Content-Type": "application/json"},
        method="PATCH",
    )
    with urllib.request.urlopen(asked, timeout=10):
        pass
