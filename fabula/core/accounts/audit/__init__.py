"""Who did what: every admin and security act leaves an entry."""

from fabula.core.accounts.audit.entries import audit

__all__ = ["audit"]
