"""Letters of buyers, and answers that went by themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "buyer_letters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("wishes", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("nip", sa.String(10), nullable=True),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("sure", sa.Boolean(), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.String(16), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="buyer_letters_company_id_of_companies"
        ),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoices.id"], name="buyer_letters_invoice_id_of_invoices"),
        sa.PrimaryKeyConstraint("id", name="buyer_letters_key"),
    )
    op.create_index("buyer_letters_by_written_at", "buyer_letters", ["written_at"])
    op.create_index("buyer_letters_by_invoice", "buyer_letters", ["invoice_id", "sender"])
    op.create_index("buyer_letters_by_company", "buyer_letters", ["company_id", "written_at"])
    op.create_table(
        "automatic_answers",
        sa.Column("seq", _COUNTER, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="automatic_answers_key"),
    )
    op.create_index("automatic_answers_by_answered_at", "automatic_answers", ["answered_at"])
    op.create_index(
        "automatic_answers_by_address", "automatic_answers", ["address", "purpose", "answered_at"]
    )


def downgrade() -> None:
    op.drop_table("automatic_answers")
    op.drop_table("buyer_letters")
