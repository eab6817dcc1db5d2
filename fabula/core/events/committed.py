"""News may leave only after the commit that made it true."""

from collections.abc import Callable

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session


def after_commit(session: AsyncSession, act: Callable[[], object]) -> None:
    """Call `act` once this session's transaction is committed; never if it is rolled back."""
    done: list[bool] = []

    def committed(sync: Session) -> None:
        if not done and not sync.in_nested_transaction():
            done.append(True)
            act()

    event.listen(session.sync_session, "after_commit", committed)
