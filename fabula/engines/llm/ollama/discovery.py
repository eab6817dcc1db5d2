"""Looks whether Ollama runs on this machine, when somebody asks; no other host is ever tried."""

from dataclasses import dataclass

from pydantic import SecretStr

from fabula.engines.llm.channel import Patience
from fabula.engines.llm.errors import ModelFailed
from fabula.engines.llm.wire.http import Call, Http

WITHIN_S = 2.0


@dataclass(frozen=True, slots=True)
class Found:
    """A server that answers as Ollama does."""

    base_url: str
    version: str


async def discovered(port: int) -> Found | None:
    """The Ollama of this machine, if there is one."""
    base_url = f"http://localhost:{port}"
    http = Http("Ollama", base_url, SecretStr(""), {}, Patience(connect_s=WITHIN_S, answer_s=WITHIN_S))
    try:
        version = (await http.json(Call("/api/version", method="GET"))).get("version")
    except ModelFailed:
        return None
    finally:
        await http.close()
    return Found(base_url, version) if isinstance(version, str) else None
