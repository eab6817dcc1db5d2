"""Tables of runs."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fabula.core.clock import now
from fabula.core.db import Base, Json, Moment, Row


class State(StrEnum):
    """Where a run stands.

    queued ──► running ──► done | failed | cancelled
       └────────────────────────────────► cancelled
    """

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ACTIVE = (State.QUEUED, State.RUNNING)
FINISHED = (State.DONE, State.FAILED, State.CANCELLED)


class RunRow(Row, Base):
    """One run; `epoch` counts how often it was taken up, and only the newest taker may write.

    `counts_as` and `amount` say what it takes of its owner's limits; one that is part of another run is not under way
    by itself. `reason` is the short name of why it failed.
    """

    __tablename__ = "runs"
    __table_args__ = (
        UniqueConstraint("owner_id", "key", name="uq_runs_owner_id_key"),
        Index("ix_runs_owner_id_id", "owner_id", "id"),
        Index("ix_runs_state_id", "state", "id"),
    )

    owner_id: Mapped[str] = mapped_column(String(36), ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    href: Mapped[str | None] = mapped_column(String(500))
    key: Mapped[str | None] = mapped_column(String(64))
    demo: Mapped[bool] = mapped_column(default=False)
    hidden: Mapped[bool] = mapped_column(default=False)
    counts_as: Mapped[str | None] = mapped_column(String(20))
    amount: Mapped[int] = mapped_column(default=1)
    is_part: Mapped[bool] = mapped_column(default=False)
    cancelling: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10), default=State.QUEUED)
    input: Mapped[Any] = mapped_column(Json)
    result: Mapped[Any] = mapped_column(Json, nullable=True)
    error: Mapped[Any] = mapped_column(Json, nullable=True)
    reason: Mapped[str | None] = mapped_column(String(60))
    live: Mapped[Any] = mapped_column(Json)
    live_seq: Mapped[int] = mapped_column(default=0)
    live_rev: Mapped[int] = mapped_column(default=0)
    last_seq: Mapped[int] = mapped_column(default=0)
    epoch: Mapped[int] = mapped_column(default=0)
    fruitless: Mapped[int] = mapped_column(default=0)
    node: Mapped[str | None] = mapped_column(String(64))
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)


class EventRow(Base):
    """One entry of a run's log; `origin` tells a repeated step's event from a new one."""

    __tablename__ = "run_events"
    __table_args__ = (UniqueConstraint("run_id", "origin", name="uq_run_events_run_id_origin"),)

    run_id: Mapped[str] = mapped_column(String(36), ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(80))
    data: Mapped[Any] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(Moment, default=now)
    origin: Mapped[str | None] = mapped_column(String(40))


class NodeRow(Base):
    """One server process of several, and marks of what all of them must have in common."""

    __tablename__ = "run_nodes"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(Moment, default=now)
    beat_at: Mapped[datetime] = mapped_column(Moment, default=now)
    marks: Mapped[Any] = mapped_column(Json, nullable=True)
