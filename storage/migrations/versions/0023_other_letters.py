"""Letters to buyers that hand nothing over, by which a returned one is known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "other_letters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("buyer", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returned", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="other_letters_company_id_of_companies"
        ),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoices.id"], name="other_letters_invoice_id_of_invoices"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="other_letters_person_id_of_people"),
        sa.PrimaryKeyConstraint("id", name="other_letters_key"),
        sa.UniqueConstraint("message_id", name="other_letters_message_id_once"),
    )


def downgrade() -> None:
    op.drop_table("other_letters")
