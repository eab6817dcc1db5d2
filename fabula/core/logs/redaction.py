"""Takes secrets out of what is logged."""

import re
from collections.abc import Iterable

from pydantic import SecretStr

from fabula.core.settings import Settings

HIDDEN = "[hidden]"

# Each pattern with the words of which one must be there: looking for words costs far less than looking for patterns.
_PATTERNS = tuple(
    (words, re.compile(pattern, re.IGNORECASE | re.DOTALL), put)
    for words, pattern, put in (
        (("[parameters",), r"\[parameters: .*?\](?=\n|$)", f"[parameters: {HIDDEN}]"),
        (("bearer", "basic"), r"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{6,}", rf"\1 {HIDDEN}"),
        (("fab_",), r"\bfab_[A-Za-z0-9_-]{6,}", f"fab_{HIDDEN}"),
        (("eyj",), r"\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*", HIDDEN),
        (("://",), r"(://[^/\s:@'\"]*):[^/\s@'\"]+@", rf"\1:{HIDDEN}@"),
        (("cookie",), r"((?:set-)?cookie['\"]?\s*[:=]\s*)[^\r\n]+", rf"\1{HIDDEN}"),
        (
            ("passw", "passphrase", "secret", "token", "key", "authorization", "invitation"),
            r"((?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|authorization|invitation)"
            r"[a-z_]*b?['\"]?\s*[:=]\s*)(b?\"[^\"]*\"|b?'[^']*'|[^\s,;&)}\]]+)",
            rf"\1{HIDDEN}",
        ),
    )
)
_WORDS = tuple(word for words, _, _ in _PATTERNS for word in words)
# What counts also in a text without ":" and "=", which the other patterns need.
_BARE_WORDS = "bearer", "basic", "fab_", "eyj"
_PASSWORD_IN_URL = re.compile(r"://[^/\s:@]*:([^/\s@]+)@")


class Redactor:
    """Takes out what must not be read in a log: by shape, and by the values of this installation's secrets."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._known = sorted({secret for secret in secrets if len(secret) >= 6}, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        # Nearly all that is logged holds nothing to hide, so that is found out first, and without a loop of Python's.
        if any(map(text.__contains__, self._known)):
            text = re.sub("|".join(map(re.escape, self._known)), HIDDEN, text)
        plain = text.lower()
        if not any(map(plain.__contains__, _WORDS if ":" in text or "=" in text else _BARE_WORDS)):
            return text
        for words, pattern, put in _PATTERNS:
            if any(map(plain.__contains__, words)):
                text = pattern.sub(put, text)
        return text


def secrets_of(settings: Settings) -> Iterable[str]:
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
        elif isinstance(value, str) and (found := _PASSWORD_IN_URL.search(value)):
            yield found.group(1)
