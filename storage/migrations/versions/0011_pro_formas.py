"""Pro formas in a book of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pro_formas",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(256), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("pro_forma", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="pro_formas_company_id_of_companies"),
        sa.PrimaryKeyConstraint("id", name="pro_formas_key"),
        sa.UniqueConstraint("company_id", "number", name="pro_formas_company_id_number_once"),
    )


def downgrade() -> None:
    op.drop_table("pro_formas")
