"""People: who they are, how they sign in, and what they may do."""

from fabula.core.accounts.access import CurrentAdmin, CurrentUser, authenticate, is_still_signed_in
from fabula.core.accounts.assembly import build_accounts, routers, start_accounts
from fabula.core.accounts.audit import audit
from fabula.core.accounts.errors import AdminOnly, ForeignOrigin, NotSignedIn
from fabula.core.accounts.passwords import Hasher
from fabula.core.accounts.people import Departures
from fabula.core.accounts.person import Person, Role, UserId

__all__ = [
    "AdminOnly",
    "CurrentAdmin",
    "CurrentUser",
    "Departures",
    "ForeignOrigin",
    "Hasher",
    "NotSignedIn",
    "Person",
    "Role",
    "UserId",
    "audit",
    "authenticate",
    "build_accounts",
    "is_still_signed_in",
    "routers",
    "start_accounts",
]
