"""The pool as admins see it."""

from pydantic import BaseModel


class PoolServer(BaseModel):
    """One server: whether it answers, what it has to do, and what it has in memory."""

    id: str
    name: str
    demo: bool
    is_there: bool
    takes_work: bool
    draining: bool
    benched: bool
    reason: str
    ahead: int
    running: int
    waiting_there: int
    foreign: int
    models: list[str]
    pace: float


class PoolView(BaseModel):
    """All servers, and the line before them."""

    paused: bool
    waiting: int
    running: int
    servers: list[PoolServer]
