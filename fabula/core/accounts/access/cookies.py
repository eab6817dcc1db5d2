"""The two cookies of the page."""

from starlette.requests import HTTPConnection
from starlette.responses import Response

ACCESS = "fabula_access"
REFRESH = "fabula_refresh"
PATHS = {ACCESS: "/api", REFRESH: "/api/auth/refresh"}


def access_cookie(connection: HTTPConnection) -> str | None:
    return connection.cookies.get(ACCESS)


def refresh_cookie(connection: HTTPConnection) -> str | None:
    return connection.cookies.get(REFRESH)


def set_cookies(response: Response, access: str, refresh: str, *, max_age_s: int, secure: bool) -> None:
    """Both live as long as the sign-in: an access cookie that outlives its token still lets a person sign out."""
    for name, value in {ACCESS: access, REFRESH: refresh}.items():
        response.set_cookie(
            name, value, max_age=max_age_s, path=PATHS[name], secure=secure, httponly=True, samesite="lax"
        )


def clear_cookies(response: Response, *, secure: bool) -> None:
    for name, path in PATHS.items():
        response.delete_cookie(name, path=path, secure=secure, httponly=True, samesite="lax")
