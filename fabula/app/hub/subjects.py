"""Which topics there are on the socket, and who may follow them."""

from collections.abc import Sequence

from fabula.app.hub.messages import MessageMalformed, TopicNotFound
from fabula.core.accounts import Person
from fabula.core.errors import NotFound
from fabula.core.events import Bus, Frame, Position, Reader, Topic, names, position
from fabula.core.runs import Following


class Subjects:
    """Opens a topic for a person, or says that there is none: what is not theirs looks the same."""

    def __init__(self, bus: Bus, following: Following) -> None:
        self._bus = bus
        self._following = following

    async def follow(
        self, reader: Reader, person: Person, topic: str, after: str | None, greeting: Sequence[Frame]
    ) -> Topic:
        subject, _, which = topic.partition(":")
        if subject == "run" and which:
            try:
                return await self._following.follow(reader, person, which, _position(after), greeting)
            except NotFound as error:
                raise TopicNotFound("There is no such topic.") from error
        followed = self._bus.topic(_news(person, topic))
        reader.follow(followed, followed.end, greeting)
        return followed


def _news(person: Person, topic: str) -> str:
    if topic == "runs":
        return names.of_runs(person.id)
    if topic == "chats":
        return names.of_chats(person.id)
    if topic == "me":
        return names.of_person(person.id)
    if topic == names.HOUSE or (topic == names.ADMIN and person.is_admin):
        return topic
    raise TopicNotFound("There is no such topic.")


def _position(after: str | None) -> Position | None:
    try:
        return position(after) if after is not None else None
    except ValueError as error:
        raise MessageMalformed("`after` is not a cursor: use SEQ or SEQ.REV.") from error
