"""Companies being set up in the chat, and the links that let people do it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0017"
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "openings",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("redeemed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("code_hash", name="openings_key"),
    )
    op.create_table(
        "onboardings",
        sa.Column("seq", COUNT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("founded", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("onboarding", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="onboardings_person_id_of_people"),
        sa.PrimaryKeyConstraint("seq", name="onboardings_key"),
        sa.UniqueConstraint("id", name="onboardings_id_once"),
    )
    op.create_index("onboardings_by_person_id_founded", "onboardings", ["person_id", "founded"])


def downgrade() -> None:
    op.drop_table("onboardings")
    op.drop_table("openings")
