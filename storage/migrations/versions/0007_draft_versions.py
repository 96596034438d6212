"""Earlier versions of drafts, so that a change can be undone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft_versions",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name="draft_versions_draft_id_of_drafts"),
        sa.PrimaryKeyConstraint("draft_id", "version", name="draft_versions_key"),
    )


def downgrade() -> None:
    op.drop_table("draft_versions")
