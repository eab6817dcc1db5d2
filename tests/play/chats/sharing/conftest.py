"""Pictures for chats that are shared."""

from tests.core.conftest import make_picture

__all__ = ["make_picture"]
