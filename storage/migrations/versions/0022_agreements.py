"""Agreements to drafts, asked for by mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agreements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.String(16), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="agreements_person_id_of_people"),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name="agreements_draft_id_of_drafts"),
        sa.PrimaryKeyConstraint("id", name="agreements_key"),
        sa.UniqueConstraint("digest", name="agreements_digest_once"),
    )
    op.create_index("agreements_by_draft_id", "agreements", ["draft_id"])


def downgrade() -> None:
    op.drop_table("agreements")
