"""Limits, what is hidden, announcements, and what runs take of limits."""

import sqlalchemy as sa
from alembic import op

from fabula.core.db.base import Moment

revision = "0012"
down_revision = "0011"


def text(name: str, length: int, *, nullable: bool = False, key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable, primary_key=key)


def of_user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=f"fk_{table}_owner_id_users", ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "role_limits",
        text("role", 10, key=True),
        text("what", 20, key=True),
        sa.Column("amount", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "person_limits",
        text("owner_id", 36, key=True),
        text("what", 20, key=True),
        sa.Column("amount", sa.BigInteger, nullable=True),
        of_user("person_limits"),
    )
    op.create_table("limit_turns", text("owner_id", 36, key=True), of_user("limit_turns"))
    op.create_index("ix_assets_owner_id_bytes", "assets", ["owner_id", "bytes"])
    op.add_column("runs", text("counts_as", 20, nullable=True))
    op.add_column("runs", sa.Column("amount", sa.Integer, nullable=False, server_default="1"))
    op.add_column("runs", sa.Column("is_part", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("runs", text("reason", 60, nullable=True))
    op.execute("UPDATE runs SET counts_as = 'pictures' WHERE kind = 'image.render'")
    op.create_table(
        "hidden_things",
        text("role", 10, key=True),
        text("kind", 20, key=True),
        text("name", 200, key=True),
    )
    op.create_table(
        "announcements",
        text("id", 36, key=True),
        sa.Column("created_at", Moment, nullable=False),
        text("author", 40),
        text("kind", 10),
        text("words", 500),
        text("audience", 10),
        sa.Column("starts_at", Moment, nullable=False),
        sa.Column("ends_at", Moment, nullable=True),
    )
    op.create_table(
        "announcements_closed",
        text("owner_id", 36, key=True),
        text("announcement_id", 36, key=True),
        of_user("announcements_closed"),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcements.id"],
            name="fk_announcements_closed_announcement_id_announcements",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_announcements_closed_announcement_id", "announcements_closed", ["announcement_id"])


def downgrade() -> None:
    for table in ("announcements_closed", "announcements", "hidden_things"):
        op.drop_table(table)
    for column in ("reason", "is_part", "amount", "counts_as"):
        op.drop_column("runs", column)
    op.drop_index("ix_assets_owner_id_bytes", "assets")
    for table in ("limit_turns", "person_limits", "role_limits"):
        op.drop_table(table)
