"""When a search was asked for, so that it is forgotten in time; those of before count from now on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Moment

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("searches", sa.Column("asked_at", Moment))
    op.execute("UPDATE searches SET asked_at = CURRENT_TIMESTAMP")
    op.create_index("searches_by_asked_at", "searches", ["asked_at"])


def downgrade() -> None:
    op.drop_index("searches_by_asked_at", "searches")
    op.drop_column("searches", "asked_at")
