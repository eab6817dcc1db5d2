"""Who calls, and may they: tokens, keys, cookies, and the short memory that makes asking cheap."""

from fabula.core.accounts.access.callers import (
    CurrentAdmin,
    CurrentUser,
    SignedInUser,
    authenticate,
    is_still_signed_in,
)
from fabula.core.accounts.access.origins import Origins, OwnPageOnly
from fabula.core.accounts.access.principals import Principals, fingerprint
from fabula.core.accounts.access.sightings import Sightings
from fabula.core.accounts.access.tokens import Claims, Tokens

__all__ = [
    "Claims",
    "CurrentAdmin",
    "CurrentUser",
    "Origins",
    "OwnPageOnly",
    "Principals",
    "Sightings",
    "SignedInUser",
    "Tokens",
    "authenticate",
    "fingerprint",
    "is_still_signed_in",
]
