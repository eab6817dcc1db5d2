"""Templates."""

import sqlalchemy as sa
from alembic import op

from fabula.core.db.base import Json, Moment

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "templates",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("owner_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("description", sa.String(2000), nullable=False),
        sa.Column("style", sa.String(20), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("is_shared", sa.Boolean, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("updated_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_templates"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_templates_owner_id_users", ondelete="CASCADE"),
    )
    op.create_index("ix_templates_owner_id_id", "templates", ["owner_id", "id"])
    op.create_index("ix_templates_is_shared_id", "templates", ["is_shared", "id"])
    op.create_table(
        "template_revisions",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("template_id", sa.String(36), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("graph", Json, nullable=False),
        sa.Column("inputs", Json, nullable=False),
        sa.Column("outputs", Json, nullable=False),
        sa.Column("notes", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_template_revisions"),
        sa.ForeignKeyConstraint(
            ["template_id"], ["templates.id"], name="fk_template_revisions_template_id_templates", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("template_id", "number", name="uq_template_revisions_template_id_number"),
    )


def downgrade() -> None:
    op.drop_table("template_revisions")
    op.drop_table("templates")
