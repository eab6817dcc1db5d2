"""People: who they are, how they sign in, and what they may do."""

from fabula.core.accounts.access import CurrentAdmin, CurrentUser, authenticate, is_still_signed_in
from fabula.core.accounts.assembly import accounts_open, build_accounts, routers, signing_mark
from fabula.core.accounts.audit import audit
from fabula.core.accounts.client import Client, CurrentClient, network_of
from fabula.core.accounts.errors import AdminOnly, ForeignOrigin, NotSignedIn, TooManyAttempts
from fabula.core.accounts.passwords import Hasher
from fabula.core.accounts.people import Departures, is_anybody_here
from fabula.core.accounts.person import Person, Role, UserId
from fabula.core.accounts.throttle import Limit, Throttle
from fabula.core.accounts.users.opening import open_account, reset_password
from fabula.core.accounts.users.queries import Wanted, find_people, names_of
from fabula.core.accounts.users.schemas import AdminUser, MadeUser, Names, NewUser

__all__ = [
    "AdminOnly",
    "AdminUser",
    "Client",
    "CurrentAdmin",
    "CurrentClient",
    "CurrentUser",
    "Departures",
    "ForeignOrigin",
    "Hasher",
    "Limit",
    "MadeUser",
    "Names",
    "NewUser",
    "NotSignedIn",
    "Person",
    "Role",
    "Throttle",
    "TooManyAttempts",
    "UserId",
    "Wanted",
    "accounts_open",
    "audit",
    "authenticate",
    "build_accounts",
    "find_people",
    "is_anybody_here",
    "is_still_signed_in",
    "names_of",
    "network_of",
    "open_account",
    "reset_password",
    "routers",
    "signing_mark",
]
