"""Access tokens (JWT) and refresh tokens, both signed with the same key."""

import hmac
from base64 import urlsafe_b64encode
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any

import jwt

from fabula.core.accounts.access.secret import signing_key
from fabula.core.accounts.errors import NotSignedIn, SignInExpired
from fabula.core.accounts.person import UserId
from fabula.core.clock import now
from fabula.core.settings import Settings

CLOCKS_DIFFER_S = 10
LONGEST_TOKEN = 1024
MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Claims:
    """What an access token says: whose it is and to which sign-in it belongs."""

    user_id: UserId
    session_id: str


class Tokens:
    """Makes and reads tokens.

    A refresh token is `SESSION.GENERATION.SIGNATURE`: nothing secret is stored, every older one is known for what
    it is, and the present one can be told again to a second tab that asked at the same moment.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.lifetime = timedelta(minutes=settings.access_token_minutes)
        self._read: OrderedDict[str, tuple[Claims, float]] = OrderedDict()

    @cached_property
    def _key(self) -> bytes:
        return signing_key(self._settings)

    @property
    def mark(self) -> str:
        """Tells whether two servers sign with the same key, and nothing else of it."""
        return hmac.new(self._key, b"mark of the signing key", sha256).hexdigest()

    def prepare(self) -> None:
        """Read or make the key now, so that a failure stops the start."""
        _ = self._key

    def access(self, claims: Claims) -> str:
        at = now()
        payload = {"sub": claims.user_id, "sid": claims.session_id, "iat": at, "exp": at + self.lifetime}
        return jwt.encode(payload, self._key, algorithm="HS256")  # pyright: ignore[reportUnknownMemberType]

    def read_access(self, token: str) -> Claims:
        """What it says, if it is ours and still counts; one that was read before is only asked for its end."""
        known = self._read.get(token)
        if known and known[1] > now().timestamp():
            return known[0]
        said = self._opened(token)
        claims = _claims(said)
        self._read[token] = claims, said["exp"] + CLOCKS_DIFFER_S
        if len(self._read) > MOST_REMEMBERED:
            self._read.popitem(last=False)
        return claims

    def read_expired_access(self, token: str) -> Claims:
        """What it says, if it is ours, however old it is."""
        return _claims(self._opened(token, even_expired=True))

    def _opened(self, token: str, *, even_expired: bool = False) -> dict[str, Any]:
        if len(token) > LONGEST_TOKEN:
            raise NotSignedIn
        try:
            return jwt.decode(  # pyright: ignore[reportUnknownMemberType]
                token,
                self._key,
                algorithms=["HS256"],
                leeway=CLOCKS_DIFFER_S,
                options={"require": ["sub", "sid", "iat", "exp"], "verify_exp": not even_expired},
            )
        except jwt.ExpiredSignatureError as error:
            raise SignInExpired from error
        except jwt.InvalidTokenError as error:
            raise NotSignedIn from error

    def refresh(self, session_id: str, generation: int) -> str:
        told = f"{session_id}.{generation}"
        signature = hmac.digest(self._key, f"refresh {told}".encode(), sha256)
        return f"{told}.{urlsafe_b64encode(signature).rstrip(b'=').decode()}"

    def read_refresh(self, token: str) -> tuple[str, int] | None:
        """Session and generation of a token that is really ours."""
        session_id, _, rest = token.partition(".")
        generation = rest.partition(".")[0]
        if not (generation.isascii() and generation.isdigit() and len(generation) < 10):
            return None
        expected = self.refresh(session_id, int(generation))
        return (session_id, int(generation)) if hmac.compare_digest(expected.encode(), token.encode()) else None


def _claims(said: dict[str, Any]) -> Claims:
    return Claims(UserId(str(said["sub"])), str(said["sid"]))
