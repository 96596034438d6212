"""Unfinished drafts are found without reading the finished ones, of which there are as many as invoices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_UNFINISHED = sa.text("status IN ('open', 'held', 'for-approval')")


def upgrade() -> None:
    op.create_index(
        "drafts_unfinished",
        "drafts",
        ["author", "touched"],
        sqlite_where=_UNFINISHED,
        postgresql_where=_UNFINISHED,
    )


def downgrade() -> None:
    op.drop_index("drafts_unfinished", "drafts")
