"""All people, for admins: list, make, change, reset, remove."""

from typing import Annotated

from fastapi import Query

from fabula.core.accounts import tables
from fabula.core.accounts.access import CurrentAdmin, Principals
from fabula.core.accounts.audit import audit
from fabula.core.accounts.errors import (
    AdminOnly,
    EmailTaken,
    ForeignOrigin,
    LastAdmin,
    NotSignedIn,
    UsernameTaken,
    WeakPassword,
)
from fabula.core.accounts.news import News
from fabula.core.accounts.passwords import Hasher, made_up_password
from fabula.core.accounts.people import Departures, delete_person, locked
from fabula.core.accounts.person import Role
from fabula.core.accounts.sessions import signins
from fabula.core.accounts.sessions.schemas import Session
from fabula.core.accounts.users import changes
from fabula.core.accounts.users.opening import give_password, open_account
from fabula.core.accounts.users.queries import State, Wanted, count_sessions, find_people, summarize
from fabula.core.accounts.users.schemas import (
    AdminUser,
    MadeUser,
    NewUser,
    TemporaryPassword,
    UserChange,
    UserSummary,
)
from fabula.core.accounts.words import Line
from fabula.core.db import Database, Page, page_of
from fabula.core.errors import NotFound, responses
from fabula.core.ids import RowId
from fabula.core.web import Paging, Reading, Router, Writing, part

router = Router(prefix="/api/admin/users", tags=["admin"], responses=responses(NotSignedIn, AdminOnly, ForeignOrigin))

Cache = Annotated[Principals, part(Principals)]
Hashing = Annotated[Hasher, part(Hasher)]


@router.get("")
async def list_users(
    admin: CurrentAdmin,
    session: Reading,
    paging: Paging,
    search: Annotated[Line | None, Query()] = None,
    role: Annotated[Role | None, Query()] = None,
    state: Annotated[State | None, Query()] = None,
) -> Page[AdminUser]:
    """People by name, address, role and state, newest first."""
    return await find_people(session, Wanted(search, role, state), paging)


@router.get("/summary")
async def summarize_users(admin: CurrentAdmin, session: Reading) -> UserSummary:
    """How many people there are."""
    return await summarize(session)


@router.post("", status_code=201, responses=responses(UsernameTaken, EmailTaken, WeakPassword))
async def create_user(
    body: NewUser,
    admin: CurrentAdmin,
    database: Annotated[Database, part(Database)],
    hasher: Hashing,
    news: Annotated[News, part(News)],
) -> MadeUser:
    """Make an account; a made-up password is in this answer and nowhere else."""
    made = await open_account(database, hasher, body, admin)
    news.announce(made.user.id, "profile")
    return made


@router.patch("/{user_id}", responses=responses(NotFound, EmailTaken, LastAdmin))
async def change_user(
    user_id: RowId,
    body: UserChange,
    admin: CurrentAdmin,
    session: Writing,
    cache: Cache,
    news: Annotated[News, part(News)],
) -> AdminUser:
    """Change role, name or address, or close and open an account."""
    user = await changes.change(session, admin, user_id, body)
    cache.forget_after(session, user_id)
    news.changed(session, user_id, "profile")
    counts = await count_sessions(session, [user])
    return AdminUser.seen(user, counts.get(user_id, 0))


@router.post("/{user_id}/reset-password", responses=responses(NotFound))
async def reset_user_password(
    user_id: RowId, admin: CurrentAdmin, session: Writing, cache: Cache, hasher: Hashing
) -> TemporaryPassword:
    """Give a person a temporary password, told once; all their sign-ins end."""
    password = made_up_password()
    password_hash = await hasher.hash(password)
    user = await locked(session, user_id)
    await give_password(session, user, password_hash, admin)
    cache.forget_after(session, user_id)
    return TemporaryPassword(password=password)


@router.get("/{user_id}/sessions", responses=responses(NotFound))
async def list_user_sessions(user_id: RowId, admin: CurrentAdmin, session: Reading, paging: Paging) -> Page[Session]:
    """Where a person is signed in."""
    if await session.get(tables.User, user_id) is None:
        raise NotFound("There is no such person.")
    rows, following = await page_of(session, signins.sessions_of(user_id), tables.Session, paging)
    return Page(items=[Session.of(row, admin.session_id) for row in rows], next=following)


@router.delete("/{user_id}/sessions", status_code=204, responses=responses(NotFound))
async def end_user_sessions(user_id: RowId, admin: CurrentAdmin, session: Writing, cache: Cache) -> None:
    """End all sign-ins of a person."""
    user = await locked(session, user_id)
    count = await signins.end_all(session, user_id)
    details = {"count": count}
    await audit(session, admin, "session.all_ended", subject=user.username, subject_id=user.id, details=details)
    cache.forget_after(session, user_id)


@router.delete("/{user_id}/sessions/{session_id}", status_code=204, responses=responses(NotFound))
async def end_user_session(
    user_id: RowId, session_id: RowId, admin: CurrentAdmin, session: Writing, cache: Cache
) -> None:
    """End one sign-in of a person."""
    user = await locked(session, user_id)
    signin = await signins.end(session, user_id, session_id)
    details = {"device": signin.device}
    await audit(session, admin, "session.one_ended", subject=user.username, subject_id=user.id, details=details)
    cache.forget_after(session, user_id)


@router.delete("/{user_id}", status_code=204, responses=responses(NotFound, LastAdmin))
async def delete_user(
    user_id: RowId,
    admin: CurrentAdmin,
    session: Writing,
    cache: Cache,
    departures: Annotated[Departures, part(Departures)],
) -> None:
    """Remove a person with everything that is theirs."""
    user = await delete_person(session, departures, user_id)
    await audit(session, admin, "user.deleted", subject=user.username, subject_id=user.id)
    cache.forget_after(session, user_id)
