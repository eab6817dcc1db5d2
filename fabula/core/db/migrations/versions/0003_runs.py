"""Runs."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from fabula.core.db.base import Json, Moment

revision = "0003"
down_revision = "0002"


def text(name: str, length: int, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length), nullable=more.pop("nullable", False), **more)


def count(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer, nullable=False)


def upgrade() -> None:
    op.create_table(
        "runs",
        text("id", 36, primary_key=True),
        sa.Column("created_at", Moment, nullable=False),
        text("owner_id", 36),
        text("kind", 80),
        text("title", 200),
        text("href", 500, nullable=True),
        text("key", 64, nullable=True),
        *(sa.Column(name, sa.Boolean, nullable=False) for name in ("demo", "hidden", "cancelling")),
        text("state", 10),
        sa.Column("input", Json, nullable=False),
        sa.Column("result", Json, nullable=True),
        sa.Column("error", Json, nullable=True),
        sa.Column("live", Json, nullable=False),
        *(count(name) for name in ("live_seq", "live_rev", "last_seq", "epoch", "fruitless")),
        text("node", 64, nullable=True),
        sa.Column("started_at", Moment, nullable=True),
        sa.Column("finished_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_runs_owner_id_users", ondelete="CASCADE"),
        sa.UniqueConstraint("owner_id", "key", name="uq_runs_owner_id_key"),
    )
    op.create_index("ix_runs_owner_id_id", "runs", ["owner_id", "id"])
    op.create_index("ix_runs_state_id", "runs", ["state", "id"])
    op.create_table(
        "run_events",
        text("run_id", 36, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        text("kind", 80),
        sa.Column("data", Json, nullable=False),
        sa.Column("at", Moment, nullable=False),
        text("origin", 40, nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_run_events_run_id_runs", ondelete="CASCADE"),
        sa.UniqueConstraint("run_id", "origin", name="uq_run_events_run_id_origin"),
    )
    op.create_table(
        "run_nodes",
        text("id", 64, primary_key=True),
        sa.Column("started_at", Moment, nullable=False),
        sa.Column("beat_at", Moment, nullable=False),
    )


def downgrade() -> None:
    for table in ("run_nodes", "run_events", "runs"):
        op.drop_table(table)
