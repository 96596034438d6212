"""A rejected offline invoice is found at once: its term runs until it is put right."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

REJECTED = sa.text("status = 'rejected'")


def upgrade() -> None:
    op.create_index(
        "invoices_rejected",
        "invoices",
        ["company_id", "issue_date", "offline_mode", "issued_at"],
        sqlite_where=REJECTED,
        postgresql_where=REJECTED,
    )


def downgrade() -> None:
    op.drop_index("invoices_rejected", table_name="invoices")
