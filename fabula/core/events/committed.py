"""News may leave only after the commit that made it true."""

from collections.abc import Callable

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

_WAITING = "fabula: after the commit"


def after_commit(session: AsyncSession, act: Callable[[], object]) -> None:
    """Call `act` once this session's transaction is committed; never if it is rolled back."""
    session.info.setdefault(_WAITING, []).append(act)


# One listener for all sessions: adding one to a session costs more than what it listens for.
@event.listens_for(Session, "after_commit")
def _committed(session: Session) -> None:  # pyright: ignore[reportUnusedFunction]
    if _WAITING in session.info and not session.in_nested_transaction():
        for act in session.info.pop(_WAITING):
            act()


@event.listens_for(Session, "after_rollback")
def _rolled_back(session: Session) -> None:  # pyright: ignore[reportUnusedFunction]
    session.info.pop(_WAITING, None)
