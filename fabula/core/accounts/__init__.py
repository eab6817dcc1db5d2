"""People: who they are, how they sign in, and what they may do."""

from fabula.core.accounts.access import CurrentAdmin, CurrentUser, authenticate, is_still_signed_in
from fabula.core.accounts.assembly import build_accounts, routers, start_accounts
from fabula.core.accounts.audit import audit
from fabula.core.accounts.errors import AdminOnly, ForeignOrigin, NotSignedIn
from fabula.core.accounts.passwords import Hasher
from fabula.core.accounts.people import Departures, is_anybody_here
from fabula.core.accounts.person import Person, Role, UserId
from fabula.core.accounts.users.opening import open_account, reset_password
from fabula.core.accounts.users.queries import Wanted, find_people
from fabula.core.accounts.users.schemas import AdminUser, MadeUser, NewUser

__all__ = [
    "AdminOnly",
    "AdminUser",
    "CurrentAdmin",
    "CurrentUser",
    "Departures",
    "ForeignOrigin",
    "Hasher",
    "MadeUser",
    "NewUser",
    "NotSignedIn",
    "Person",
    "Role",
    "UserId",
    "Wanted",
    "audit",
    "authenticate",
    "build_accounts",
    "find_people",
    "is_anybody_here",
    "is_still_signed_in",
    "open_account",
    "reset_password",
    "routers",
    "start_accounts",
]
