"""Tells open pages what has changed, once it is committed, so that they can look again."""

from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.events import Bus, after_commit, names


class News:
    """News of accounts, for the person concerned and for the admins."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    def changed(self, session: AsyncSession, user_id: str, what: str) -> None:
        """`what` is the list or page that shows it: profile, sessions, keys."""
        after_commit(session, lambda: self.announce(user_id, what))

    def announce(self, user_id: str, what: str) -> None:
        """The same for what is committed already."""
        self._tell(names.of_person(user_id), what)
        self._tell_admins("users")

    def house_changed(self, session: AsyncSession, what: str) -> None:
        """`what` is a page of the administration: invitations, registration."""
        after_commit(session, lambda: self._tell_admins(what))

    def _tell_admins(self, page: str) -> None:
        """Whatever they see change is in the audit log too."""
        for shown in (page, "audit"):
            self._tell(names.ADMIN, shown)

    def _tell(self, topic: str, what: str) -> None:
        if self._bus.is_wanted(topic):
            self._bus.tell(topic, {"changed": what})
