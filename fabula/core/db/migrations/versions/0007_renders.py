"""Renders and pictures."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from fabula.core.db.base import Json, Moment

revision = "0007"
down_revision = "0006"


def text(name: str, length: int, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length), nullable=more.pop("nullable", False), **more)


def of(kind: Any, *names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=nullable) for name in names]


def owned(table: str) -> list[Any]:
    owner = sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=f"fk_{table}_owner_id_users", ondelete="CASCADE")
    return [text("id", 36, primary_key=True), *of(Moment, "created_at"), text("owner_id", 36), owner]


def upgrade() -> None:
    op.create_table(
        "renders",
        *owned("renders"),
        text("group_id", 36),
        *of(sa.Integer, "place", "revision", "rank"),
        text("title", 200),
        text("source", 80),
        text("template", 80),
        text("template_name", 200),
        *of(Json, "values", "graph", "files", "attempts"),
        text("seed", 20, nullable=True),
        *(text(name, 36, nullable=True) for name in ("bound_to", "prompt_id", "server_id")),
        text("destination", 500, nullable=True),
        *of(Moment, "deadline", "sent_at", "stored_at", "placed_at", nullable=True),
        *of(sa.Float, "seconds", nullable=True),
    )
    op.create_index("ix_renders_owner_id_id", "renders", ["owner_id", "id"])
    op.create_index("ix_renders_group_id", "renders", ["group_id"])
    op.create_table(
        "pictures",
        *owned("pictures"),
        *(text(name, 36) for name in ("render_id", "group_id", "asset_id")),
        *of(sa.Integer, "place"),
        text("title", 200),
        *of(sa.Text, "search"),
        text("template", 80),
        text("source", 80),
        text("seed", 20, nullable=True),
        text("media_type", 100),
        *of(sa.Integer, "width", "height", nullable=True),
        *of(sa.Boolean, "favourite", "demo"),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name="fk_pictures_asset_id_assets", ondelete="CASCADE"),
        sa.UniqueConstraint("render_id", "place", name="uq_pictures_render_id_place"),
    )
    for columns in (["owner_id", "id"], ["group_id"], ["asset_id"]):
        op.create_index(f"ix_pictures_{'_'.join(columns)}", "pictures", columns)
    op.create_table(
        "render_webhooks",
        *owned("render_webhooks"),
        text("render_id", 36),
        *of(sa.Text, "url"),
        *of(sa.Text, "secret", nullable=True),
        *of(sa.Integer, "tries"),
        *of(Moment, "due_at", "delivered_at", nullable=True),
        *of(sa.Text, "failure", nullable=True),
        sa.UniqueConstraint("render_id", name="uq_render_webhooks_render_id"),
    )
    op.create_index("ix_render_webhooks_due_at", "render_webhooks", ["due_at"])
    op.create_table("render_switches", text("name", 40, primary_key=True), *of(sa.Boolean, "is_on"))


def downgrade() -> None:
    for table in ("render_switches", "render_webhooks", "pictures", "renders"):
        op.drop_table(table)
