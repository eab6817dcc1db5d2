"""What a server process is called among the others."""

import os
import re
import socket

from fabula.core.ids import new_id

ALONE = "local"
LONGEST_HOST = 20


class Node:
    """A name that no other life of any process has; a lone process keeps the same one, and finds its runs by it."""

    def __init__(self, *, is_alone: bool) -> None:
        self.is_alone = is_alone
        self.id = ALONE if is_alone else _new_name()

    def renew(self) -> None:
        """Begin another life: the old name was given up for dead."""
        self.id = _new_name()


def _new_name() -> str:
    host = re.sub(r"[^\w-]", "", socket.gethostname())[:LONGEST_HOST]
    return f"{host}-{os.getpid()}-{new_id()[-8:]}"
