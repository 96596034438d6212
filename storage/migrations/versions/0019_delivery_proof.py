"""What proves a delivery, addresses that take nothing, and how a returned letter finds its delivery."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MESSAGE_IDS, ADDRESSES = "deliveries_by_message_id", "deliveries_by_address_settled_at"


def upgrade() -> None:
    op.create_table(
        "delivery_originals",
        sa.Column("seq", SEQUENCE, nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name="delivery_originals_delivery_id_of_deliveries"
        ),
        sa.PrimaryKeyConstraint("seq", name="delivery_originals_key"),
    )
    op.create_index(
        "delivery_originals_by_delivery_id_sha256",
        "delivery_originals",
        ["delivery_id", "sha256"],
        unique=True,
    )
    op.create_table(
        "suppressed_addresses",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("way", sa.String(16), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="suppressed_addresses_company_id_of_companies"
        ),
        sa.PrimaryKeyConstraint("company_id", "way", "address", name="suppressed_addresses_key"),
    )
    op.create_index(MESSAGE_IDS, "deliveries", ["message_id"])
    op.create_index(ADDRESSES, "deliveries", ["address", "settled_at"])


def downgrade() -> None:
    op.drop_index(ADDRESSES, "deliveries")
    op.drop_index(MESSAGE_IDS, "deliveries")
    op.drop_table("suppressed_addresses")
    op.drop_table("delivery_originals")
