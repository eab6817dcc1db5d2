"""Tells open pages what to look at again."""

from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.events.bus import Bus
from fabula.core.events.committed import after_commit


def tell_changed(session: AsyncSession, bus: Bus, topic: str, *what: str) -> None:
    """Once this transaction is committed, whoever follows the topic hears that each of these has changed."""

    def tell() -> None:
        if bus.is_wanted(topic):
            for each in what:
                bus.tell(topic, {"changed": each})

    after_commit(session, tell)
