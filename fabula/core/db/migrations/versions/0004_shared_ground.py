"""What server processes must have in common."""

import sqlalchemy as sa
from alembic import op

from fabula.core.db.base import Json

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("run_nodes") as table:
        table.add_column(sa.Column("marks", Json, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("run_nodes") as table:
        table.drop_column("marks")
