"""Invoices that recur."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recurrences",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recurrence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="recurrences_company_id_of_companies"),
        sa.PrimaryKeyConstraint("id", name="recurrences_key"),
    )
    op.create_index("recurrences_by_state_next_on", "recurrences", ["state", "next_on"])
    op.create_index(
        "recurrences_by_company_id_state_next_on", "recurrences", ["company_id", "state", "next_on"]
    )


def downgrade() -> None:
    op.drop_index("recurrences_by_company_id_state_next_on", "recurrences")
    op.drop_index("recurrences_by_state_next_on", "recurrences")
    op.drop_table("recurrences")
