"""Drawings, and what models said for them."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

from fabula.core.db.base import Json, Moment

revision = "0010"
down_revision = "0009"


def text(name: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def born() -> tuple[sa.Column[str], sa.Column[datetime]]:
    return sa.Column("id", sa.String(36), primary_key=True), sa.Column("created_at", Moment, nullable=False)


def owned_by(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=f"fk_{table}_owner_id_users", ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "drawings",
        *born(),
        text("owner_id", 36),
        text("title", 200),
        text("href", 500, nullable=True),
        sa.Column("wish", Json, nullable=False),
        *(text(f"{name}_id", 36, nullable=True) for name in ("reference", "mask", "parent", "fitted", "fitted_mask")),
        text("template", 80),
        text("template_name", 200),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("seen", sa.Text, nullable=False),
        text("seen_by", 200),
        sa.Column("prompt", sa.Text, nullable=False),
        sa.Column("negative", sa.Text, nullable=False),
        text("written_by", 200),
        sa.Column("settings", Json, nullable=False),
        sa.Column("notes", Json, nullable=False),
        text("picked_id", 36, nullable=True),
        owned_by("drawings"),
    )
    op.create_index("ix_drawings_owner_id_id", "drawings", ["owner_id", "id"])
    op.create_index("ix_drawings_owner_id_reference_id", "drawings", ["owner_id", "reference_id"])
    op.create_table(
        "picture_descriptions",
        *born(),
        text("owner_id", 36),
        text("sha256", 64),
        text("model", 200),
        sa.Column("text", sa.Text, nullable=False),
        owned_by("picture_descriptions"),
        sa.UniqueConstraint("owner_id", "sha256", "model", name="uq_picture_descriptions_owner_id"),
    )
    op.create_table(
        "written_prompts",
        *born(),
        text("owner_id", 36),
        text("key", 64),
        text("kind", 10),
        sa.Column("said", Json, nullable=False),
        owned_by("written_prompts"),
        sa.UniqueConstraint("owner_id", "key", name="uq_written_prompts_owner_id"),
    )


def downgrade() -> None:
    for table in ("written_prompts", "picture_descriptions", "drawings"):
        op.drop_table(table)
