"""Assets."""

import sqlalchemy as sa
from alembic import op

from fabula.core.db.base import Json, Moment

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "asset_contents",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("stored_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_asset_contents"),
    )
    op.create_table(
        "assets",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("owner_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("width", sa.Integer, nullable=True),
        sa.Column("height", sa.Integer, nullable=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("provenance", Json, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_assets"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_assets_owner_id_users", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["sha256"], ["asset_contents.sha256"], name="fk_assets_sha256_asset_contents"),
    )
    op.create_index("ix_assets_owner_id_id", "assets", ["owner_id", "id"])
    op.create_index("ix_assets_sha256", "assets", ["sha256"])


def downgrade() -> None:
    op.drop_table("assets")
    op.drop_table("asset_contents")
