"""When a job, a message or KSeF's patience was put off: a clock that is put back makes a short pause no longer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Moment

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_PUT_OFF = "done_at IS NULL AND parked_at IS NULL AND put_off_at IS NOT NULL"
_TRAFFIC = ("jobs", "inbox")


def upgrade() -> None:
    for table in _TRAFFIC:
        op.add_column(table, sa.Column("put_off_at", Moment))
        where = sa.text(_PUT_OFF)
        op.create_index(f"{table}_put_off", table, ["put_off_at"], sqlite_where=where, postgresql_where=where)
    op.add_column("ksef_pauses", sa.Column("begun_at", Moment))


def downgrade() -> None:
    op.drop_column("ksef_pauses", "begun_at")
    for table in _TRAFFIC:
        op.drop_index(f"{table}_put_off", table)
        op.drop_column(table, "put_off_at")
