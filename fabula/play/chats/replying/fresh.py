"""What was stored a moment ago is not read again by the run that answers it, if that begins in the same process."""

from collections import OrderedDict
from typing import NamedTuple

from fabula.play.chats.tables import ChatRow, MessageRow

MOST = 1000


class Job(NamedTuple):
    """One reply that is to be written, and its chat; `turns` are all that were said before, where they are known."""

    chat: ChatRow
    reply: MessageRow
    turns: tuple[MessageRow, ...] | None = None


class Fresh:
    """A few jobs by the runs that will ask for them; whoever does not find one here reads it."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, Job] = OrderedDict()

    def keep(self, run_id: str, job: Job) -> None:
        self._jobs[run_id] = job
        if len(self._jobs) > MOST:
            self._jobs.popitem(last=False)

    def take(self, run_id: str) -> Job | None:
        return self._jobs.pop(run_id, None)
