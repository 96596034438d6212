"""Drafts that wait for somebody's approval are found by their company."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0014"
branch_labels = None
depends_on = None

_WAITING = sa.text("status = 'for-approval'")


def upgrade() -> None:
    op.create_index(
        "drafts_for_approval", "drafts", ["company_id"], sqlite_where=_WAITING, postgresql_where=_WAITING
    )


def downgrade() -> None:
    op.drop_index("drafts_for_approval", table_name="drafts")
