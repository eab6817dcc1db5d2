"""What the bus needs of whatever joins the processes."""

from collections.abc import Sequence
from typing import Protocol


class LineDown(Exception):
    """The line does not carry at the moment; it is opened again, and what came meanwhile may be lost."""


class Line(Protocol):
    """Carries texts to every process on the line, the sender included, in the order in which they were sent."""

    where: str

    async def open(self) -> None:
        """Connect, also again after `LineDown`; raises `LineDown`."""
        ...

    async def send(self, text: str) -> None:
        """Hand a text over; raises `LineDown`, and nobody knows then whether it went."""
        ...

    async def receive(self) -> Sequence[str]:
        """The next texts, as soon as there are some; raises `LineDown`."""
        ...

    async def close(self) -> None:
        """Let go; never raises."""
        ...
