"""Own profile: name, address, language, theme, picture, password."""

from typing import Annotated

from fastapi import Response, UploadFile

from fabula.core.accounts import tables
from fabula.core.accounts.access import CurrentUser, SignedInUser
from fabula.core.accounts.audit import audit
from fabula.core.accounts.errors import (
    EmailTaken,
    ForeignOrigin,
    NotSignedIn,
    SignInNeeded,
    TooManyAttempts,
    WeakPassword,
    WrongPassword,
)
from fabula.core.accounts.news import News
from fabula.core.accounts.people import locked, rename
from fabula.core.accounts.profile import avatars
from fabula.core.accounts.profile.password import Passwords
from fabula.core.accounts.profile.schemas import PasswordChange, ProfileChange, User
from fabula.core.errors import NotFound, responses
from fabula.core.ids import RowId
from fabula.core.pictures import NotAPicture, PictureDamaged, Pictures, PictureTooLarge
from fabula.core.web import Reading, Router, Writing, part

router = Router(prefix="/api/auth", tags=["account"], responses=responses(NotSignedIn, ForeignOrigin))

A_YEAR_S = 31_536_000


@router.patch("/profile", responses=responses(EmailTaken))
async def change_profile(
    body: ProfileChange, person: CurrentUser, session: Writing, news: Annotated[News, part(News)]
) -> User:
    """Change what is given, leave the rest."""
    user = await locked(session, person.id)
    news.changed(session, person.id, "profile")
    email_before = user.email
    await rename(session, user, name=body.name, email=body.email)
    if "language" in body.model_fields_set:
        user.language = body.language
    if body.theme is not None:
        user.theme = body.theme
    if user.email != email_before:
        await audit(session, person, "user.email_changed", subject=user.username, subject_id=user.id)
    return User.of(user)


@router.put("/avatar", responses=responses(NotAPicture, PictureDamaged, PictureTooLarge))
async def put_avatar(
    file: UploadFile,
    person: CurrentUser,
    session: Writing,
    pictures: Annotated[Pictures, part(Pictures)],
    news: Annotated[News, part(News)],
) -> User:
    """Upload a picture of me; it is cut square."""
    picture = await pictures.avatar(await file.read(pictures.limits.max_bytes + 1))
    user = await locked(session, person.id)
    await avatars.put(session, user, picture)
    news.changed(session, person.id, "profile")
    return User.of(user)


@router.delete("/avatar")
async def delete_avatar(person: CurrentUser, session: Writing, news: Annotated[News, part(News)]) -> User:
    """Remove my picture."""
    user = await locked(session, person.id)
    await avatars.remove(session, user)
    news.changed(session, person.id, "profile")
    return User.of(user)


@router.get(
    "/avatars/{user_id}",
    response_class=Response,
    responses={200: {"content": {"image/webp": {}}, "description": "The picture"}, **responses(NotFound)},
)
async def read_avatar(user_id: RowId, person: CurrentUser, session: Reading, v: RowId = "") -> Response:
    """The picture of a person; with its version `v` it may be kept for ever."""
    picture = await session.get(tables.Avatar, user_id)
    if picture is None:
        raise NotFound("This person has no picture.")
    keep = f"private, max-age={A_YEAR_S}, immutable" if v == picture.version else "private, no-cache"
    return Response(picture.content, media_type="image/webp", headers={"Cache-Control": keep})


@router.post("/password", responses=responses(WrongPassword, WeakPassword, SignInNeeded, TooManyAttempts))
async def change_password(
    body: PasswordChange, person: SignedInUser, passwords: Annotated[Passwords, part(Passwords)]
) -> User:
    """Change my password; all my other sign-ins end."""
    return User.of(await passwords.change(person, body))
