"""Earlier editions of an invoice, papers of a hand-over, and the day of issue as a column."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.guards import guard

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
WAITING = "status IN ('issued', 'sent')"
KEYS = ["deliveries_company_id_of_companies", "deliveries_invoice_id_of_invoices", "deliveries_key"]
KEYS += ["deliveries_id_once"]

FIXED = (
    "NEW.id IS NOT OLD.id OR NEW.company_id IS NOT OLD.company_id OR NEW.draft_id IS NOT OLD.draft_id"
    " OR NEW.number IS NOT OLD.number OR NEW.issued_by IS NOT OLD.issued_by"
)
BYTES = "NEW.content IS NOT OLD.content OR NEW.xml IS NOT OLD.xml OR NEW.sha256 IS NOT OLD.sha256"
KEPT = "EXISTS (SELECT 1 FROM editions WHERE editions.invoice_id = OLD.id AND editions.sha256 = OLD.sha256)"
BEFORE = f"{FIXED} OR {BYTES} OR NEW.issued_at IS NOT OLD.issued_at"
AFTER = f"{FIXED} OR (({BYTES} OR NEW.issued_at IS NOT OLD.issued_at) AND NOT {KEPT})"


GUARDED = ("invoices_stay_as_issued", "invoices", "UPDATE", "an issued invoice never changes")
PAPERS = ["paper", "in_reply_to", "reason"]
DELIVERED = ["seq", "id", "invoice_id", "company_id", "channel", "address", "message_id"]
DELIVERED += ["status", "answer", "settled_at"]


def remake_deliveries(added: list[str], also_once: list[str]) -> None:
    """Another unique key: SQLite cannot change one, so the table is made anew and filled from the old."""
    once = ["invoice_id", "channel", "address", *also_once]
    papers = {
        "paper": sa.Column("paper", sa.String(length=24), nullable=False, server_default="visualisation"),
        "in_reply_to": sa.Column("in_reply_to", sa.Text()),
        "reason": sa.Column("reason", sa.Text()),
    }
    op.rename_table("deliveries", "deliveries_before")
    if op.get_bind().dialect.name != "sqlite":
        before = ["invoice_id", "channel", "address", *([] if added else ["paper"])]
        for name in (
            *KEYS,
            "_".join(["deliveries", *before, "once"]),
        ):  # there they belong to the whole schema
            op.drop_constraint(name, "deliveries_before")
        op.execute("ALTER SEQUENCE IF EXISTS deliveries_seq_seq RENAME TO deliveries_before_seq_seq")
    op.create_table(
        "deliveries",
        sa.Column("seq", COUNT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("answer", sa.Text()),
        sa.Column("settled_at", MOMENT),
        *(papers[name] for name in added),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="deliveries_company_id_of_companies"),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoices.id"], name="deliveries_invoice_id_of_invoices"),
        sa.PrimaryKeyConstraint("seq", name="deliveries_key"),
        sa.UniqueConstraint("id", name="deliveries_id_once"),
        sa.UniqueConstraint(*once, name="_".join(["deliveries", *once, "once"])),
    )
    columns = ", ".join(DELIVERED)
    kept = "" if added else " WHERE paper = 'visualisation'"
    copying = f"INSERT INTO deliveries ({columns}) SELECT {columns}"
    op.execute(f"{copying} FROM deliveries_before{kept} ORDER BY seq")
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('deliveries', 'seq'), coalesce(max(seq), 0) + 1, false) FROM deliveries"
        )
    op.drop_table("deliveries_before")


def fill_issue_dates() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("UPDATE invoices SET issue_date = json_extract(content, '$.issue_date')")
    else:
        op.execute("UPDATE invoices SET issue_date = (content::json ->> 'issue_date')::date")


def upgrade() -> None:
    op.create_table(
        "editions",
        sa.Column("seq", COUNT, nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("xml", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("replaced_at", MOMENT, nullable=False),
        sa.Column("why", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoices.id"], name="editions_invoice_id_of_invoices"),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="editions_company_id_of_companies"),
        sa.PrimaryKeyConstraint("seq", name="editions_key"),
        sa.UniqueConstraint("invoice_id", "sha256", name="editions_invoice_id_sha256_once"),
    )
    op.create_index("editions_by_company_id_sha256", "editions", ["company_id", "sha256"])
    op.add_column("invoices", sa.Column("issue_date", sa.Date()))
    op.add_column("invoices", sa.Column("corrects", sa.LargeBinary()))
    fill_issue_dates()
    guard(*GUARDED, AFTER)
    due = sa.text(WAITING)
    op.create_index(
        "invoices_due",
        "invoices",
        ["company_id", "issue_date", "offline_mode", "issued_at"],
        sqlite_where=due,
        postgresql_where=due,
    )
    remake_deliveries(PAPERS, ["paper"])


def downgrade() -> None:
    remake_deliveries([], [])
    op.drop_index("invoices_due", "invoices")
    guard(*GUARDED, BEFORE)
    op.drop_column("invoices", "corrects")
    op.drop_column("invoices", "issue_date")
    op.drop_table("editions")
