"""Receipts kept once, batches, what KSeF keeps for our companies, notices, and calls counted against limits."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

INVOICES = sa.table(
    "invoices",
    sa.column("seq", COUNT),
    sa.column("upo", sa.LargeBinary()),
    sa.column("receipt", sa.LargeBinary()),
)
RECEIPTS = sa.table("receipts", sa.column("sha256", sa.LargeBinary()), sa.column("upo", sa.LargeBinary()))


def index(name: str, table: str, columns: list[str], only: str) -> None:
    rows = sa.text(only)
    op.create_index(name, table, columns, sqlite_where=rows, postgresql_where=rows)


def upgrade() -> None:
    op.create_table(
        "receipts",
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("upo", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="receipts_key"),
    )
    op.create_table(
        "batches",
        sa.Column("seq", COUNT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("offline", sa.Boolean(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=64)),
        sa.Column("gathered_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT),
        sa.Column("settled_at", MOMENT),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="batches_company_id_of_companies"),
        sa.PrimaryKeyConstraint("seq", name="batches_key"),
        sa.UniqueConstraint("id", name="batches_id_once"),
    )
    index("batches_unsettled", "batches", ["seq"], "status <> 'settled'")
    op.create_table(
        "ksef_entries",
        sa.Column("seq", COUNT, nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("ksef_number", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issue_date", sa.Date(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("xml", sa.LargeBinary()),
        sa.Column("fetched_at", MOMENT, nullable=False),
        sa.Column("invoice_id", sa.Uuid()),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="ksef_entries_company_id_of_companies"
        ),
        sa.PrimaryKeyConstraint("seq", name="ksef_entries_key"),
        sa.UniqueConstraint("company_id", "ksef_number", name="ksef_entries_once"),
    )
    index(
        "ksef_entries_elsewhere",
        "ksef_entries",
        ["company_id", "number"],
        "invoice_id IS NULL AND role = 'Subject1'",
    )
    op.create_table(
        "sync_points",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="sync_points_company_id_of_companies"),
        sa.PrimaryKeyConstraint("company_id", "role", name="sync_points_key"),
    )
    op.create_table(
        "notices",
        sa.Column("seq", COUNT, nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("fetched_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="notices_key"),
        sa.UniqueConstraint("sha256", name="notices_sha256_once"),
    )
    op.create_table(
        "ksef_calls",
        sa.Column("id", COUNT, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="ksef_calls_key"),
    )
    op.create_index("ksef_calls_by_key_at", "ksef_calls", ["key", "at"])
    op.create_table(
        "ksef_pauses",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="ksef_pauses_key"),
    )
    op.add_column("invoices", sa.Column("receipt", sa.LargeBinary()))
    op.add_column("invoices", sa.Column("batch_id", sa.Uuid()))
    op.create_index("invoices_by_batch_id_sha256", "invoices", ["batch_id", "sha256"])
    op.create_index("invoices_by_batch_id_seq", "invoices", ["batch_id", "seq"])
    op.create_index("invoices_by_company_id_sha256", "invoices", ["company_id", "sha256"])
    _move_receipts_out()
    op.drop_column("invoices", "upo")


def _move_receipts_out() -> None:
    """One receipt may prove many invoices, so it gets a table of its own."""
    books = op.get_bind()
    for row in books.execute(
        sa.select(INVOICES.c.seq, INVOICES.c.upo).where(INVOICES.c.upo.is_not(None))
    ).all():
        if not row.upo:
            continue
        digest = hashlib.sha256(row.upo).digest()
        known = books.execute(sa.select(RECEIPTS.c.sha256).where(RECEIPTS.c.sha256 == digest)).first()
        if known is None:
            books.execute(RECEIPTS.insert().values(sha256=digest, upo=row.upo))
        books.execute(INVOICES.update().where(INVOICES.c.seq == row.seq).values(receipt=digest))


def downgrade() -> None:
    op.add_column("invoices", sa.Column("upo", sa.LargeBinary()))
    receipt = sa.select(RECEIPTS.c.upo).where(RECEIPTS.c.sha256 == INVOICES.c.receipt).scalar_subquery()
    op.get_bind().execute(INVOICES.update().values(upo=receipt))
    op.drop_index("invoices_by_company_id_sha256", "invoices")
    op.drop_index("invoices_by_batch_id_seq", "invoices")
    op.drop_index("invoices_by_batch_id_sha256", "invoices")
    op.drop_column("invoices", "batch_id")
    op.drop_column("invoices", "receipt")
    for table in (
        "ksef_pauses",
        "ksef_calls",
        "notices",
        "sync_points",
        "ksef_entries",
        "batches",
        "receipts",
    ):
        op.drop_table(table)
