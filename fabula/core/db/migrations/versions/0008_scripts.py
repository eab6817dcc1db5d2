"""Scripts and their rows."""

import sqlalchemy as sa
from alembic import op

from fabula.core.db.base import Json, Moment

revision = "0008"
down_revision = "0007"


def text(name: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "scripts",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("created_at", Moment, nullable=False),
        text("owner_id", 36),
        text("title", 200),
        text("asset_id", 36),
        text("file_name", 200),
        text("template", 80),
        text("template_name", 200),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("revision", "round", "read", "total")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("bad", "done", "failed", "cancelled")),
        *(sa.Column(name, sa.Boolean, nullable=False) for name in ("skip_bad", "is_read", "is_paused", "is_stopped")),
        sa.Column("how", Json, nullable=False),
        sa.Column("problems", Json, nullable=False),
        text("run_id", 36, nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_scripts_owner_id_users", ondelete="CASCADE"),
    )
    op.create_index("ix_scripts_owner_id_id", "scripts", ["owner_id", "id"])
    op.create_table(
        "script_rows",
        sa.Column("script_id", sa.String(36), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("line", sa.Integer, nullable=False),
        text("key", 160),
        text("state", 10),
        text("template", 200),
        sa.Column("values", Json, nullable=False),
        text("priority", 20),
        text("destination", 500),
        text("server", 80),
        text("persona", 200),
        sa.Column("tries", sa.Integer, nullable=False),
        text("render_id", 36, nullable=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["script_id"], ["scripts.id"], name="fk_script_rows_script_id_scripts", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_script_rows_script_id_state_number", "script_rows", ["script_id", "state", "number"])


def downgrade() -> None:
    op.drop_table("script_rows")
    op.drop_table("scripts")
