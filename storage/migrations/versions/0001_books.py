"""Companies, people, drafts, invoices, deliveries, series and outages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.guards import forget_guards, guard, guard_all

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

FIXED = (
    "NEW.id IS NOT OLD.id OR NEW.company_id IS NOT OLD.company_id OR NEW.draft_id IS NOT OLD.draft_id"
    " OR NEW.number IS NOT OLD.number OR NEW.content IS NOT OLD.content OR NEW.xml IS NOT OLD.xml"
    " OR NEW.sha256 IS NOT OLD.sha256 OR NEW.issued_at IS NOT OLD.issued_at OR NEW.issued_by IS NOT OLD.issued_by"
)


def index(name: str, table: str, columns: list[str], only: str) -> None:
    rows = sa.text(only)
    op.create_index(name, table, columns, sqlite_where=rows, postgresql_where=rows)


def upgrade() -> None:
    op.create_table(
        "companies",
        sa.Column("seq", COUNT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("nip", sa.String(length=10), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="companies_key"),
        sa.UniqueConstraint("id", name="companies_id_once"),
        sa.UniqueConstraint("nip", name="companies_nip_once"),
    )
    op.create_table(
        "outages",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date()),
        sa.PrimaryKeyConstraint("kind", "start", name="outages_key"),
    )
    op.create_table(
        "people",
        sa.Column("seq", COUNT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="people_key"),
        sa.UniqueConstraint("id", name="people_id_once"),
    )
    op.create_table(
        "reports",
        sa.Column("seq", COUNT, nullable=False),
        sa.Column("state", sa.String(length=16)),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("fetched_at", MOMENT, nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="reports_key"),
    )
    op.create_table(
        "buyers",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("nip", sa.String(length=10), nullable=False),
        sa.Column("buyer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="buyers_company_id_of_companies"),
        sa.PrimaryKeyConstraint("company_id", "nip", name="buyers_key"),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("author", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("touched", sa.Integer(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["author"], ["people.id"], name="drafts_author_of_people"),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="drafts_company_id_of_companies"),
        sa.PrimaryKeyConstraint("id", name="drafts_key"),
    )
    op.create_index("drafts_by_author_touched", "drafts", ["author", "touched"])
    op.create_table(
        "identities",
        sa.Column("seq", COUNT, nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="identities_person_id_of_people"),
        sa.PrimaryKeyConstraint("seq", name="identities_key"),
        sa.UniqueConstraint("channel", "address", name="identities_channel_address_once"),
    )
    op.create_index("identities_by_person_id", "identities", ["person_id"])
    op.create_table(
        "invitations",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("email", sa.Text()),
        sa.Column("redeemed_at", MOMENT),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="invitations_company_id_of_companies"),
        sa.PrimaryKeyConstraint("code_hash", name="invitations_key"),
    )
    op.create_table(
        "memberships",
        sa.Column("seq", COUNT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="memberships_company_id_of_companies"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="memberships_person_id_of_people"),
        sa.PrimaryKeyConstraint("seq", name="memberships_key"),
        sa.UniqueConstraint("person_id", "company_id", name="memberships_person_id_company_id_once"),
    )
    op.create_index("memberships_by_company_id", "memberships", ["company_id"])
    op.create_table(
        "secrets",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="secrets_company_id_of_companies"),
        sa.PrimaryKeyConstraint("company_id", "name", name="secrets_key"),
    )
    op.create_table(
        "series",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="series_company_id_of_companies"),
        sa.PrimaryKeyConstraint("company_id", "series", "period", name="series_key"),
    )
    op.create_table(
        "invoices",
        sa.Column("seq", COUNT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("xml", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("offline_mode", sa.String(length=16)),
        sa.Column("deemed_offline", sa.Boolean(), nullable=False),
        sa.Column("session_reference", sa.String(length=64)),
        sa.Column("invoice_reference", sa.String(length=64)),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("waiting_since", MOMENT),
        sa.Column("ksef_number", sa.String(length=35)),
        sa.Column("received_by_ksef_at", MOMENT),
        sa.Column("numbered_by_ksef_at", MOMENT),
        sa.Column("upo", sa.LargeBinary()),
        sa.Column("rejection", sa.Text(), nullable=False),
        sa.CheckConstraint("length(sha256) = 32", name="invoices_sha256_is_whole"),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="invoices_company_id_of_companies"),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name="invoices_draft_id_of_drafts"),
        sa.ForeignKeyConstraint(["issued_by"], ["people.id"], name="invoices_issued_by_of_people"),
        sa.PrimaryKeyConstraint("seq", name="invoices_key"),
        sa.UniqueConstraint("company_id", "number", name="invoices_company_id_number_once"),
        sa.UniqueConstraint("draft_id", name="invoices_draft_id_once"),
        sa.UniqueConstraint("id", name="invoices_id_once"),
        sa.UniqueConstraint("ksef_number", name="invoices_ksef_number_once"),
    )
    index("invoices_waiting", "invoices", ["seq"], "status IN ('issued', 'sent')")
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
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="deliveries_company_id_of_companies"),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoices.id"], name="deliveries_invoice_id_of_invoices"),
        sa.PrimaryKeyConstraint("seq", name="deliveries_key"),
        sa.UniqueConstraint("id", name="deliveries_id_once"),
        sa.UniqueConstraint(
            "invoice_id", "channel", "address", name="deliveries_invoice_id_channel_address_once"
        ),
    )
    guard("invoices_stay_as_issued", "invoices", "UPDATE", "an issued invoice never changes", FIXED)
    guard("invoices_stay", "invoices", "DELETE", "an issued invoice never goes away")
    guard_all("invoices_stay_all", "invoices", "an issued invoice never goes away")


def downgrade() -> None:
    forget_guards("invoices_stay_as_issued", "invoices_stay", "invoices_stay_all")
    op.drop_table("deliveries")
    op.drop_table("invoices")
    op.drop_table("series")
    op.drop_table("secrets")
    op.drop_table("memberships")
    op.drop_table("invitations")
    op.drop_table("identities")
    op.drop_table("drafts")
    op.drop_table("buyers")
    op.drop_table("reports")
    op.drop_table("people")
    op.drop_table("outages")
    op.drop_table("companies")
