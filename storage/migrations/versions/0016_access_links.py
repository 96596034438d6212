"""Links to the one-time page."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_links",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("closed", sa.String(16), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="access_links_company_id_of_companies"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="access_links_person_id_of_people"),
        sa.PrimaryKeyConstraint("code_hash", name="access_links_key"),
        sa.UniqueConstraint("id", name="access_links_id_once"),
    )
    op.create_index("access_links_by_company_id", "access_links", ["company_id"])


def downgrade() -> None:
    op.drop_index("access_links_by_company_id", "access_links")
    op.drop_table("access_links")
