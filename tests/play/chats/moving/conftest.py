"""Pictures for chats that travel."""

from tests.core.conftest import make_picture

__all__ = ["make_picture"]
