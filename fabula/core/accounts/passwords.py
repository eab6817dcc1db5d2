"""Passwords: hashed with argon2id away from the event loop, old bcrypt hashes still accepted."""

import asyncio
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from unicodedata import normalize

from pwdlib import PasswordHash
from pwdlib.exceptions import PwdlibError
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

from fabula.core.accounts.errors import TooManyAttempts, WeakPassword
from fabula.core.accounts.words import comparable
from fabula.core.background import in_thread

SHORTEST, LONGEST = 8, 256
AT_ONCE = 2
MOST_WAITING = 100
BCRYPT_BYTES = 72
_TRIED_FIRST = """
password passw0rd password1 password12 password123 12345678 123456789 1234567890 0123456789 87654321 12341234
qwertyui qwertyuiop qwerty12 qwerty123 1q2w3e4r 1qaz2wsx zaq12wsx asdfghjk asdfghjkl zxcvbnm1 iloveyou sunshine
princess football baseball superman trustno1 letmein1 welcome1 welcome123 changeme abcd1234 abc12345 aa123456
adminadmin admin123 admin1234 administrator йцукенгш йцукен123
"""
COMMON = frozenset(_TRIED_FIRST.split())


def require_strength(password: str, username: str) -> None:
    """Refuse what anybody would try first."""
    told = comparable(password)
    if (
        not SHORTEST <= len(password) <= LONGEST
        or told in COMMON
        or told == comparable(username)
        or len(set(told)) == 1
    ):
        raise WeakPassword


def made_up_password() -> str:
    """A password that nobody chose, for an account that somebody else opens."""
    return secrets.token_urlsafe(12)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a password was right, and its hash of today when the stored one is out of date."""

    is_right: bool
    better_hash: str | None


class Hasher:
    """Hashes and checks passwords, a few at a time: each one takes 64 MB and a tenth of a second on purpose."""

    def __init__(self, argon2: Argon2Hasher | None = None) -> None:
        self._hashes = PasswordHash((argon2 or Argon2Hasher(), BcryptHasher()))
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def hash(self, password: str) -> str:
        async with self._my_turn():
            return await in_thread(self._hashes.hash, normalize("NFC", password))

    async def check(self, password: str, known_hash: str | None) -> Verdict:
        """Takes the same time when there is no such account."""
        async with self._my_turn():
            return await in_thread(self._check, normalize("NFC", password), known_hash)

    def _check(self, password: str, known_hash: str | None) -> Verdict:
        if known_hash is not None and BcryptHasher.identify(known_hash):
            # bcrypt never looked further than this, so neither did whoever made the hash.
            is_right = self._is_bcrypt_of(password.encode()[:BCRYPT_BYTES], known_hash)
            return Verdict(is_right, self._hashes.hash(password) if is_right else None)
        try:
            is_right, better = self._hashes.verify_and_update(password, known_hash or self._nobody)
        except PwdlibError:
            return Verdict(False, None)
        return Verdict(is_right and known_hash is not None, better)

    def _is_bcrypt_of(self, password: bytes, known_hash: str) -> bool:
        try:
            return self._hashes.verify(password, known_hash)
        except ValueError:
            return False

    @asynccontextmanager
    async def _my_turn(self) -> AsyncGenerator[None]:
        if self._waiting >= MOST_WAITING:
            raise TooManyAttempts(5)
        self._waiting += 1
        try:
            await self._turn.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._turn.release()

    @cached_property
    def _nobody(self) -> str:
        return self._hashes.hash(secrets.token_urlsafe())
