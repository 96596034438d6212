"""Links to papers, buyers' chats, and in which order a buyer is reached."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_links",
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name="paper_links_delivery_id_of_deliveries"
        ),
        sa.PrimaryKeyConstraint("delivery_id", name="paper_links_key"),
        sa.UniqueConstraint("code_hash", name="paper_links_code_hash_once"),
    )
    op.create_table(
        "buyer_chats",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="buyer_chats_company_id_of_companies"),
        sa.PrimaryKeyConstraint("company_id", "buyer_id", "chat", name="buyer_chats_key"),
    )
    op.create_index("buyer_chats_by_chat", "buyer_chats", ["chat"])
    op.create_table(
        "buyer_invitations",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="buyer_invitations_company_id_of_companies"
        ),
        sa.PrimaryKeyConstraint("company_id", "buyer_id", name="buyer_invitations_key"),
        sa.UniqueConstraint("code_hash", name="buyer_invitations_code_hash_once"),
    )
    op.add_column("contacts", sa.Column("ways", sa.String(64), nullable=True))


def downgrade() -> None:
    op.drop_column("contacts", "ways")
    op.drop_table("buyer_invitations")
    op.drop_index("buyer_chats_by_chat", "buyer_chats")
    op.drop_table("buyer_chats")
    op.drop_table("paper_links")
