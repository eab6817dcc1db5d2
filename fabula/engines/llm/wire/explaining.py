"""What a server says when it declines, as an error that says who acts."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import cast

from pydantic import SecretStr

from fabula.core.clock import now
from fabula.engines.llm.errors import (
    LONGEST_REASON,
    AccountEmpty,
    ContentRefused,
    ContextTooLong,
    FeatureMissing,
    KeyRefused,
    ModelFailed,
    ModelLoading,
    ModelNotInstalled,
    OutOfMemory,
    QueueFull,
    RateLimited,
    RequestRejected,
    ServerFailed,
    StreamMalformed,
    told,
)
from fabula.engines.llm.wire.fields import fields_of, first_of, is_fields, whole

_STATUS_BY_TYPE = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "api_error": 500,
    "overloaded_error": 529,
    "timeout_error": 504,
    "exceed_context_size_error": 400,
    "unavailable_error": 503,
    "not_supported_error": 501,
}
_BY_WORDS: tuple[tuple[re.Pattern[str], type[ModelFailed], str], ...] = (
    (
        re.compile(r"insufficient_quota|exceeded your current quota|credit balance|insufficient credits|billing", re.I),
        AccountEmpty,
        "The account of {where} is used up: {reason}",
    ),
    (
        re.compile(
            r"context[ _-]?(length|window|size)|maximum context|prompt (is )?too long|too many tokens"
            r"|exceeds? .{0,40}(context|token)|input (length|is too long)|too large to process",
            re.I,
        ),
        ContextTooLong,
        "The conversation is longer than {model} can read: {reason}",
    ),
    (
        re.compile(
            r"does not support|doesn't support|not supported|multimodal|image input|capabilit|requires --jinja", re.I
        ),
        FeatureMissing,
        "{model} cannot do this: {reason}",
    ),
    (
        re.compile(r"content[ _](policy|filter|management)|moderation|flagged|safety system", re.I),
        ContentRefused,
        "{where} does not answer this: {reason}",
    ),
    (
        re.compile(r"model.{0,80}(not found|not exist|does ?n[o']t exist|unknown|not available)|no such model", re.I),
        ModelNotInstalled,
        "{model} is not on {where}: {reason}",
    ),
    (
        re.compile(r"out of memory|more system memory|cudaMalloc|insufficient memory|not enough memory", re.I),
        OutOfMemory,
        "{model} does not fit into the memory of {where}: {reason}",
    ),
)
_TEMPLATE = re.compile(r"Jinja Exception: (.+)", re.S)
_LOADING = re.compile(r"\bloading\b", re.I)
_WORDS_COUNT = (400, 402, 403, 404, 413, 422, 429, 500, 501)
LONGEST_WAIT_S = 86_400.0
_TAGS = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something failed, for the sentence about it."""

    where: str
    key: SecretStr
    model: str = ""

    @property
    def asked_for(self) -> str:
        return f"the model {self.model}" if self.model else "the model"


def explained(place: Place, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> ModelFailed:
    """The error for an answer that is not a success."""
    wait = _retry_after(headers or {})
    return _error(place, status, _reason(body) or f"status {status}", wait)


def explained_object(place: Place, error: object) -> ModelFailed:
    """The error for an error object inside a stream."""
    status = 500
    if is_fields(error):
        code = error.get("code")
        status = whole(code) or _STATUS_BY_TYPE.get(str(error.get("type") or code), 500)
    return _error(place, status, _words(error) or "it gave no reason", None)


def _error(place: Place, status: int, reason: str, wait: float | None) -> ModelFailed:
    if found := _TEMPLATE.search(reason):
        # llama.cpp tells it as a fault of its own, behind a piece of the template.
        names = {"model": place.asked_for, "reason": told(found[1], place.key)}
        return RequestRejected(
            _sentence("The chat template of {model} does not take this conversation: {reason}", names)
        )
    reason = told(reason, place.key)
    names = {"where": place.where, "model": place.asked_for, "reason": reason}
    if status in _WORDS_COUNT:
        for words, kind, sentence in _BY_WORDS:
            if words.search(reason):
                return kind(_sentence(sentence, names), retry_after=wait)
    if status == 503 and _LOADING.search(reason):
        return ModelLoading(f"{place.where} is still loading its model.", retry_after=wait)
    kind, sentence = _by_status(status)
    return kind(_sentence(sentence, names), retry_after=wait)


def _sentence(sentence: str, names: Mapping[str, str]) -> str:
    said = sentence.format(**names)
    # A name is left as it is written.
    said = f"The {said[4:]}" if said.startswith("the ") else said
    return said if said.endswith((".", "!", "?", "…")) else f"{said}."


def _by_status(status: int) -> tuple[type[ModelFailed], str]:
    match status:
        case 401 | 403:
            return KeyRefused, "{where} does not accept the key: {reason}"
        case 402:
            return AccountEmpty, "The account of {where} is used up: {reason}"
        case 404 | 405:
            return StreamMalformed, "{where} does not speak the protocol of its channel: {reason}"
        case 429:
            return RateLimited, "{where} wants fewer requests: {reason}"
        case 501:
            return FeatureMissing, "{where} cannot do this: {reason}"
        case 503 | 529:
            return QueueFull, "{where} is busy: {reason}"
        case _ if 400 <= status < 500 and status != 408:
            return RequestRejected, "{where} declines the request: {reason}"
        case _ if 300 <= status < 400:
            return StreamMalformed, "{where} sends to another address, which its channel must name itself: {reason}"
        case _:
            return ServerFailed, "{where} failed: {reason}"


def _reason(body: bytes) -> str:
    text = body.decode("utf-8", "replace").strip()
    value: object
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        # Cut before it is searched: looking for the ends of tags that have none takes the square of its length.
        return " ".join(_TAGS.sub(" ", text[: 10 * LONGEST_REASON]).split())
    if isinstance(value, list):
        value = first_of(cast("object", value))
    return _words(value.get("error", value) if is_fields(value) else value)


def _words(error: object) -> str:
    if not is_fields(error):
        return str(error or "")
    parts = [error.get(name) for name in ("message", "detail", "error", "code")]
    parts.append(fields_of(error.get("metadata")).get("raw"))
    said = [str(part) for part in parts if part and not isinstance(part, int)]
    return ": ".join(dict.fromkeys(said)) or json.dumps(error)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    value = headers.get("Retry-After", "").strip()
    if not value:
        return None
    try:
        wait = float(value)
    except ValueError:
        try:
            wait = (parsedate_to_datetime(value) - now()).total_seconds()
        except (ValueError, TypeError, OverflowError):
            return None
    return min(max(0.0, wait), LONGEST_WAIT_S)
