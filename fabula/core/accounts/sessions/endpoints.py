"""Own sign-ins: see them, end them."""

from typing import Annotated

from fabula.core.accounts import tables
from fabula.core.accounts.access import CurrentUser, Principals, SignedInUser
from fabula.core.accounts.audit import audit
from fabula.core.accounts.errors import ForeignOrigin, NotSignedIn, SignInNeeded
from fabula.core.accounts.sessions import signins
from fabula.core.accounts.sessions.schemas import Session
from fabula.core.db import Page, page_of
from fabula.core.errors import NotFound, responses
from fabula.core.ids import RowId
from fabula.core.web import Paging, Reading, Router, Writing, part

router = Router(prefix="/api/auth/sessions", tags=["account"], responses=responses(NotSignedIn, ForeignOrigin))

Cache = Annotated[Principals, part(Principals)]


@router.get("")
async def list_sessions(person: CurrentUser, session: Reading, paging: Paging) -> Page[Session]:
    """Where I am signed in, newest first."""
    rows, following = await page_of(session, signins.sessions_of(person.id), tables.Session, paging)
    return Page(items=[Session.of(row, person.session_id) for row in rows], next=following)


@router.delete("/{session_id}", status_code=204, responses=responses(NotFound, SignInNeeded))
async def end_session(session_id: RowId, person: SignedInUser, session: Writing, cache: Cache) -> None:
    """End one of my sign-ins."""
    signin = await signins.end(session, person.id, session_id)
    await audit(session, person, "session.ended", subject=signin.device, subject_id=signin.id)
    cache.forget_after(session, person.id)


@router.delete("", status_code=204, responses=responses(SignInNeeded))
async def end_other_sessions(person: SignedInUser, session: Writing, cache: Cache) -> None:
    """End all my sign-ins but this one."""
    count = await signins.end_all(session, person.id, but=person.session_id)
    await audit(session, person, "session.others_ended", details={"count": count})
    cache.forget_after(session, person.id)
