"""A list of models in OpenAI's shape, with what some servers add and what names give away."""

import re
from collections.abc import Mapping
from typing import Any

from fabula.engines.llm.catalogue import Capability, ModelInfo
from fabula.engines.llm.wire.fields import fields_of, is_fields, rows_of, text_of, whole, words_of

MOST_MODELS = 5000
LLAMA_CPP = "llamacpp"
_DRIVE = re.compile(r"[A-Za-z]:[/\\]")
_EMBEDS = re.compile(r"embed|\bbge\b|\be5\b|\bgte\b|minilm", re.I)
_SEES = re.compile(
    r"vision|llava|\bvl\b|-vl|pixtral|gpt-4o|gpt-4\.1|gpt-5|gemma-?3|claude|gemini|minicpm-v|moondream", re.I
)
_THINKS = re.compile(r"thinking|reason|\bo[1345]\b|\bo\d-|r1\b|qwq|gpt-oss|gpt-5|qwen3|magistral", re.I)
_CONTEXT = ("context_length", "max_model_len", "max_context_length", "context_window", "loaded_context_length")


def listed_models(answer: Mapping[str, Any]) -> list[ModelInfo]:
    sights = _sights(answer)
    return [_info(entry, sights) for entry in rows_of(answer.get("data") or answer.get("models"))[:MOST_MODELS]]


def _info(entry: Mapping[str, Any], sights: Mapping[str, bool]) -> ModelInfo:
    id = str(entry.get("id") or entry.get("name") or "")
    name = _file_of(id) if entry.get("owned_by") == LLAMA_CPP else id
    said, likely = _said(entry), guessed(name)
    if id in sights:
        likely = likely | {Capability.VISION} if sights[id] else likely - {Capability.VISION}
    meta = fields_of(entry.get("meta"))
    return ModelInfo(
        name=name,
        capabilities=said if said is not None else likely,
        certain=said is not None,
        context=_context(entry),
        size_bytes=whole(meta.get("size")),
        family=str(entry.get("owned_by") or ""),
        parameters=_rounded(whole(meta.get("n_params")) or 0),
        quantization=text_of(meta.get("ftype")),
    )


def _file_of(id: str) -> str:
    """llama.cpp calls a model by the path of its file, which is nobody's business, and answers to any name."""
    is_path = id.startswith("/") or _DRIVE.match(id)
    return re.split(r"[/\\]", id)[-1] if is_path else id


def _rounded(parameters: int) -> str:
    """As Ollama tells it: 8.0B."""
    for size, letter in ((10**9, "B"), (10**6, "M"), (10**3, "K")):
        if parameters >= size:
            return f"{parameters / size:.1f}{letter}"
    return ""


def guessed(name: str) -> frozenset[Capability]:
    """What a name gives away; tools are taken for granted, a refusal tells otherwise."""
    if _EMBEDS.search(name):
        return frozenset({Capability.EMBEDDING})
    found = {Capability.CHAT, Capability.TOOLS}
    found |= {Capability.VISION} if _SEES.search(name) else set()
    found |= {Capability.THINKING} if _THINKS.search(name) else set()
    return frozenset(found)


def _sights(answer: Mapping[str, Any]) -> dict[str, bool]:
    """Whether each model sees, as llama.cpp tells in a second list beside the one in OpenAI's shape."""
    listed = [entry for entry in rows_of(answer.get("models")) if isinstance(entry.get("capabilities"), list)]
    return {str(entry.get("name")): "multimodal" in words_of(entry["capabilities"]) for entry in listed}


def _said(entry: Mapping[str, Any]) -> frozenset[Capability] | None:
    """OpenRouter names modalities and parameters; without either nothing is known."""
    architecture = entry.get("architecture")
    parameters = entry.get("supported_parameters")
    if not is_fields(architecture) or not isinstance(parameters, list):
        return None
    parameters = words_of(entry["supported_parameters"])
    inputs = words_of(architecture.get("input_modalities"))
    found = {Capability.CHAT}
    found |= {Capability.VISION} if "image" in inputs else set()
    found |= {Capability.TOOLS} if "tools" in parameters else set()
    found |= {Capability.THINKING} if "reasoning" in parameters else set()
    return frozenset(found)


def _context(entry: Mapping[str, Any]) -> int | None:
    meta = fields_of(entry.get("meta"))
    places = (*(entry.get(name) for name in _CONTEXT), meta.get("n_ctx"), meta.get("n_ctx_train"))
    return next((found for value in places if (found := whole(value))), None)
