"""Engines: channels, servers, chosen models and what was used of them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from fabula.core.db.base import Json, Moment

revision = "0006"
down_revision = "0005"


def text(name: str, length: int, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length), nullable=False, **more)


def upgrade() -> None:
    for table, own in (("engine_channels", text("provider", 20)), ("engine_servers", _flag("draining"))):
        op.create_table(
            table,
            text("id", 36, primary_key=True),
            sa.Column("created_at", Moment, nullable=False),
            text("name", 80),
            text("url", 500),
            text("origin", 10),
            _flag("enabled"),
            sa.Column("position", sa.Integer, nullable=False),
            text("device", 80),
            sa.Column("secret", sa.Text, nullable=True),
            sa.Column("secret_at", Moment, nullable=True),
            sa.Column("options", Json, nullable=False),
            own,
        )
    op.create_table(
        "model_choices",
        text("role", 20, primary_key=True),
        text("channel_id", 36),
        text("model", 200),
        sa.ForeignKeyConstraint(
            ["channel_id"],
            ["engine_channels.id"],
            name="fk_model_choices_channel_id_engine_channels",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "model_usage",
        text("owner_id", 36, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        text("channel", 80, primary_key=True),
        text("model", 200, primary_key=True),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("requests", "prompt_tokens", "completion_tokens")),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_model_usage_owner_id_users", ondelete="CASCADE"),
    )


def downgrade() -> None:
    for table in ("model_usage", "model_choices", "engine_servers", "engine_channels"):
        op.drop_table(table)


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean, nullable=False)
