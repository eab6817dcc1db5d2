"""Secrets at rest: what people entrust (keys of providers, tokens of bots) is stored sealed, opened only for use."""

import secrets
from base64 import b64decode, b64encode
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from pydantic import SecretStr

from fabula.core.errors import Unavailable, Who
from fabula.core.keyfile import installation_key
from fabula.core.settings import Settings

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
FORMAT = "v1."


class SecretUnreadable(Unavailable):
    """A stored secret cannot be opened: it was sealed with another key."""

    who = Who.ADMIN
    hint = "Enter it again, or bring back the key file `secrets/vault` of the data folder."


class Vault:
    """Seals and opens short texts with this installation's key; what is sealed for one place opens in no other."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def seal(self, secret: SecretStr, place: str) -> str:
        """The secret as it may be stored at this place, which names the row and column that it belongs to."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, secret.get_secret_value().encode(), place.encode())
        return FORMAT + b64encode(nonce + sealed).decode()

    def open(self, sealed: str, place: str) -> SecretStr:
        """The secret that was sealed for this place."""
        from cryptography.exceptions import InvalidTag

        try:
            content = b64decode(sealed.removeprefix(FORMAT), validate=True)
            plain = self._cipher.decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], place.encode())
        except (ValueError, InvalidTag) as error:
            raise SecretUnreadable("A stored secret cannot be opened with this installation's key.") from error
        return SecretStr(plain.decode())

    def mark(self) -> str:
        """Tells whether two servers have the same key, and nothing else of it."""
        return sha256(b"mark of " + self._key).hexdigest()

    @cached_property
    def _cipher(self) -> "AESGCM":
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(self._key)

    @cached_property
    def _key(self) -> bytes:
        file = self._settings.data / "secrets" / "vault"
        return installation_key(self._settings.secret_key, "FABULA_SECRET_KEY", file)
