"""The key that signs tokens."""

from fabula.core.keyfile import installation_key
from fabula.core.settings import Settings


def signing_key(settings: Settings) -> bytes:
    """From the settings, or made once in the data folder."""
    return installation_key(settings.jwt_secret, "FABULA_JWT_SECRET", settings.data / "secrets" / "jwt")
