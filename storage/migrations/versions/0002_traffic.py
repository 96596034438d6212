"""Inbox, outbox, messages shown, and the history."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.guards import forget_guards, guard, guard_all

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def index(name: str, table: str, columns: list[str], only: str) -> None:
    rows = sa.text(only)
    op.create_index(name, table, columns, sqlite_where=rows, postgresql_where=rows)


def upgrade() -> None:
    op.create_table(
        "chain",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("length", COUNT, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="chain_key"),
    )
    op.create_table(
        "events",
        sa.Column("seq", COUNT, autoincrement=False, nullable=False),
        sa.Column("what", sa.String(length=64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("who", sa.Text()),
        sa.Column("company_id", sa.Uuid()),
        sa.Column("invoice_id", sa.Uuid()),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="events_key"),
    )
    op.create_index("events_by_invoice_id", "events", ["invoice_id"])
    op.create_table(
        "inbox",
        sa.Column("id", COUNT, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", MOMENT),
        sa.Column("parked_at", MOMENT),
        sa.Column("last_error", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="inbox_key"),
        sa.UniqueConstraint("key", name="inbox_key_once"),
    )
    index("inbox_open", "inbox", ["id"], "done_at IS NULL AND parked_at IS NULL")
    index("inbox_open_in_lane", "inbox", ["lane", "id"], "done_at IS NULL AND parked_at IS NULL")
    op.create_table(
        "jobs",
        sa.Column("id", COUNT, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text()),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_by", sa.Text()),
        sa.Column("leased_until", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT),
        sa.Column("parked_at", MOMENT),
        sa.Column("last_error", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="jobs_key"),
        sa.UniqueConstraint("key", name="jobs_key_once"),
    )
    index("jobs_open", "jobs", ["id"], "done_at IS NULL AND parked_at IS NULL")
    index("jobs_open_in_lane", "jobs", ["lane", "id"], "done_at IS NULL AND parked_at IS NULL")
    op.create_table(
        "shown",
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "chat", "tag", name="shown_key"),
    )
    op.create_table(
        "cursors",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="cursors_key"),
    )
    head = sa.table("chain", sa.column("id"), sa.column("length"), sa.column("hash"))
    op.bulk_insert(head, [{"id": 1, "length": 0, "hash": bytes(32)}])
    guard("events_never_change", "events", "UPDATE", "the history is only added to")
    guard("events_stay", "events", "DELETE", "the history is only added to")
    guard_all("events_stay_all", "events", "the history is only added to")


def downgrade() -> None:
    forget_guards("events_never_change", "events_stay", "events_stay_all")
    op.drop_table("cursors")
    op.drop_table("shown")
    op.drop_table("jobs")
    op.drop_table("inbox")
    op.drop_table("events")
    op.drop_table("chain")
