"""What can go wrong around accounts.

Unauthorized   NotSignedIn, SignInExpired, SignInReused, WrongCredentials
Forbidden      AccountDisabled, AdminOnly, ForeignOrigin, SignInNeeded, RegistrationClosed, InvitationNeeded
Conflict       UsernameTaken, EmailTaken, LastAdmin, TooManyKeys
Invalid        WrongPassword, WeakPassword, InvitationUnknown
TooMany        TooManyAttempts
"""

from collections.abc import Mapping

from pydantic import JsonValue

from fabula.core.errors import Conflict, Forbidden, Invalid, TooMany, Unauthorized


class NotSignedIn(Unauthorized):
    """No valid token, key or cookie came with the request."""

    hint = "Sign in first."

    def __init__(self, message: str = "You are not signed in.") -> None:
        super().__init__(message, headers={"WWW-Authenticate": "Bearer"})


class SignInExpired(NotSignedIn):
    """The access token is too old; a refresh brings a new one."""

    hint = "Refresh the sign-in, or sign in again."

    def __init__(self) -> None:
        super().__init__("The access token has expired.")


class SignInReused(NotSignedIn):
    """A refresh token came back after it had been exchanged: somebody may have copied it."""

    hint = "Sign in again; if it was not you, change your password."

    def __init__(self) -> None:
        super().__init__("This sign-in was used twice and has been ended for safety.")


class WrongCredentials(Unauthorized):
    """Name and password do not belong together."""

    def __init__(self) -> None:
        super().__init__("The name or the password is wrong.")


class AccountDisabled(Forbidden):
    """The account exists, but an admin closed it."""

    hint = "Ask the admin of this server."

    def __init__(self) -> None:
        super().__init__("This account is disabled.")


class AdminOnly(Forbidden):
    """Only admins may do this."""

    def __init__(self) -> None:
        super().__init__("Only an admin may do this.")


class ForeignOrigin(Forbidden):
    """A page of another site tried to act with this person's cookies."""

    hint = "Open Fabula itself; behind a proxy, set FABULA_PUBLIC_URL."

    def __init__(self) -> None:
        super().__init__("The request came from another site.")


class SignInNeeded(Forbidden):
    """An API key may not do this; it takes a real sign-in."""

    hint = "Sign in with the password instead of an API key."

    def __init__(self) -> None:
        super().__init__("An API key may not do this.")


class RegistrationClosed(Forbidden):
    """Nobody may make an account now."""

    hint = "Ask the admin of this server for an account."

    def __init__(self) -> None:
        super().__init__("Registration is closed.")


class InvitationNeeded(Forbidden):
    """An account takes an invitation."""

    hint = "Ask the admin of this server for an invitation."

    def __init__(self) -> None:
        super().__init__("An invitation is needed to make an account.")


class InvitationUnknown(Invalid):
    """The invitation does not exist, is used up or too old."""

    hint = "Ask for a new invitation."

    def __init__(self) -> None:
        super().__init__("This invitation is not valid any more.")


class UsernameTaken(Conflict):
    """Somebody else has this user name."""

    def __init__(self) -> None:
        super().__init__("This user name is taken.")


class EmailTaken(Conflict):
    """Another account has this email address."""

    def __init__(self) -> None:
        super().__init__("This email address belongs to another account.")


class LastAdmin(Conflict):
    """There must always be an admin who can sign in."""

    hint = "Make somebody else an admin first."

    def __init__(self) -> None:
        super().__init__("This is the last active admin.")


class TooManyKeys(Conflict):
    """A person has only so many keys."""

    hint = "Revoke a key that is not used any more."

    def __init__(self, most: int) -> None:
        super().__init__(f"There are already {most} keys.", details={"most": most})


class WrongPassword(Invalid):
    """The current password was not right."""

    def __init__(self) -> None:
        super().__init__("The current password is wrong.")


class WeakPassword(Invalid):
    """The first guess of anybody who tries."""

    hint = "Choose something longer that is not your name."

    def __init__(self) -> None:
        super().__init__("This password is too easy to guess.")


class TooManyAttempts(TooMany):
    """Too many tries from here or for this account."""

    def __init__(self, retry_after_s: int) -> None:
        details: Mapping[str, JsonValue] = {"retry_after_s": retry_after_s}
        super().__init__(
            "Too many attempts.",
            hint="Wait a little and try again.",
            details=details,
            headers={"Retry-After": str(retry_after_s)},
        )
