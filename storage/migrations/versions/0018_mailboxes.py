"""Mailboxes of companies, and what mailboxes were seen to be able to do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mailboxes",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="mailboxes_company_id_of_companies"),
        sa.PrimaryKeyConstraint("company_id", name="mailboxes_key"),
        sa.UniqueConstraint("address", name="mailboxes_address_once"),
    )
    op.create_table(
        "mailbox_abilities",
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("abilities", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("address", name="mailbox_abilities_key"),
    )


def downgrade() -> None:
    op.drop_table("mailbox_abilities")
    op.drop_table("mailboxes")
