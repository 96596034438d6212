"""What is due is found without reading what is not, what is held or set aside without reading what is done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_OPEN = "done_at IS NULL AND parked_at IS NULL"
_ASIDE = "parked_at IS NOT NULL AND done_at IS NULL"
_NEW = (
    ("jobs_at_once", "jobs", ["id"], f"{_OPEN} AND due_at IS NULL"),
    ("jobs_by_clock", "jobs", ["due_at", "id"], f"{_OPEN} AND due_at IS NOT NULL"),
    ("jobs_held", "jobs", ["leased_by"], f"{_OPEN} AND leased_by IS NOT NULL"),
    ("jobs_aside", "jobs", ["id"], _ASIDE),
    ("inbox_aside", "inbox", ["id"], _ASIDE),
)


def upgrade() -> None:
    op.drop_index("jobs_open", "jobs")
    for name, table, columns, where in _NEW:
        _create(name, table, columns, where)


def downgrade() -> None:
    for name, table, _, _ in _NEW:
        op.drop_index(name, table)
    _create("jobs_open", "jobs", ["id"], _OPEN)


def _create(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
