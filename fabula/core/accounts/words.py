"""What people may type: names, addresses and lines of text, checked and made comparable."""

import re
from datetime import UTC, datetime
from typing import Annotated
from unicodedata import category, normalize

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)*")
_LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}$"
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def comparable(text: str) -> str:
    """The form in which two spellings of the same name are equal."""
    return normalize("NFKC", normalize("NFKC", text).casefold())


def _username(text: str) -> str:
    name = normalize("NFKC", text)
    if not 2 <= len(name) <= 40:
        raise ValueError("a user name has 2 to 40 characters")
    if not all(category(letter)[0] in "LM" or category(letter) == "Nd" or letter in "._-" for letter in name):
        raise ValueError("a user name has letters, digits, and . _ - only")
    if category(name[0])[0] == "M":
        raise ValueError("a user name cannot begin with an accent alone")
    return name


def _email(text: str) -> str:
    address = _line(text)
    if not _EMAIL.fullmatch(address) or len(comparable(address)) > 254:
        raise ValueError("this is not an email address")
    return address


def _line(text: str) -> str:
    if any(category(letter) in ("Cc", "Cs", "Zl", "Zp") or letter in _DIRECTION_MARKS for letter in text):
        raise ValueError("control characters are not allowed")
    return text.strip()


def _filled(text: str) -> str:
    if not text:
        raise ValueError("must not be empty")
    return text


def _sane(moment: datetime) -> datetime:
    if not _EARLIEST <= moment <= _LATEST:
        raise ValueError("must lie between the years 2000 and 2200")
    return moment


Username = Annotated[str, Field(min_length=2, max_length=40), AfterValidator(_username)]
Email = Annotated[str, Field(min_length=3, max_length=254), AfterValidator(_email)]
Line = Annotated[str, Field(max_length=200), AfterValidator(_line)]
DisplayName = Annotated[str, Field(max_length=80), AfterValidator(_line)]
KeyName = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_line), AfterValidator(_filled)]
NewPassword = Annotated[str, Field(min_length=8, max_length=256)]
Password = Annotated[str, Field(min_length=1, max_length=256)]
Language = Annotated[str, StringConstraints(max_length=35, pattern=_LANGUAGE)]
When = Annotated[AwareDatetime, AfterValidator(_sane)]
