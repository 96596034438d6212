"""A row for each invoice, issued or received, to find it by; and searches whose pages can be turned."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
AT_ONCE = 500
SHELF = uuid5(NAMESPACE_URL, "https://latarnik.invalid/filed")
STROKES = str.maketrans("łŁøØđĐ", "lLoOdD")
GROSS = re.compile(rb"<(?:\w+:)?P_15>\s*(-?\d+(?:\.\d+)?)")
DIRECTION = {"Subject1": "issued", "Subject2": "received", "Subject3": "received"}
UNTOLD = sa.text("direction = 'received' AND told_at IS NULL")
OPEN = sa.text("paid_on IS NULL")

filed = sa.table(
    "filed",
    *(sa.column(name, sa.Uuid) for name in ("id", "company_id", "invoice_id")),
    *(sa.column(name, sa.String) for name in ("direction", "ksef_number", "number", "number_folded")),
    *(sa.column(name, sa.String) for name in ("party", "party_folded", "party_id", "currency")),
    sa.column("hundredths", sa.BigInteger),
    *(sa.column(name, sa.Date) for name in ("issue_date", "due_date", "paid_on")),
    *(sa.column(name, MOMENT) for name in ("arrived_at", "told_at")),
)
invoices = sa.table(
    "invoices",
    *(sa.column(name, sa.BigInteger) for name in ("seq",)),
    *(sa.column(name, sa.Uuid) for name in ("id", "company_id")),
    *(sa.column(name, sa.String) for name in ("number", "content")),
    sa.column("xml", sa.LargeBinary),
)
entries = sa.table(
    "ksef_entries",
    sa.column("seq", sa.BigInteger),
    *(sa.column(name, sa.Uuid) for name in ("company_id", "invoice_id")),
    *(sa.column(name, sa.String) for name in ("ksef_number", "role", "number", "entry")),
    sa.column("issue_date", sa.Date),
    sa.column("fetched_at", MOMENT),
)


def fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.translate(STROKES).lower())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def words_of(name: str) -> str:
    return "".join(f" {word}" for word in re.findall(r"\w+", fold(name)))


def hundredths(said: str) -> int:
    whole, _, rest = said.lstrip("-").partition(".")
    worth = int(whole or 0) * 100 + int((rest + "00")[:2])
    return -worth if said.startswith("-") else worth


def day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def pages(table: Any, *where: Any) -> Iterator[Any]:
    """Rows in order, few at a time: an installation may hold a hundred thousand."""
    last = 0
    while True:
        page = sa.select(table).where(table.c.seq > last, *where).order_by(table.c.seq).limit(AT_ONCE)
        rows = op.get_bind().execute(page).all()
        if not rows:
            return
        yield rows
        last = rows[-1].seq


def issued(row: Any, content: dict[str, Any]) -> dict[str, Any]:
    buyer = content["buyer"]
    nip = (buyer.get("nip") or {}).get("digits")
    name = buyer.get("name") or nip or ""
    gross = GROSS.search(row.xml)
    return {
        "id": row.id,
        "company_id": row.company_id,
        "invoice_id": row.id,
        "direction": "issued",
        "ksef_number": None,
        "number": row.number,
        "number_folded": fold(row.number),
        "party": name,
        "party_folded": words_of(name),
        "party_id": nip or buyer.get("eu_vat_number") or buyer.get("foreign_id"),
        "hundredths": hundredths(gross[1].decode()) if gross else 0,
        "currency": content.get("currency") or "PLN",
        "issue_date": day(content["issue_date"]),
        "due_date": day(content.get("due_date")),
        "paid_on": day(content["issue_date"]) if content.get("paid") else None,
        "arrived_at": None,
        "told_at": None,
    }


def received(row: Any) -> dict[str, Any]:
    """What was there before anybody was told of such things counts as told."""
    said = json.loads(row.entry)
    by_us = DIRECTION[row.role] == "issued"
    party = (said["buyer_name"] or said["buyer"]) if by_us else (said["seller_name"] or said["seller_nip"])
    return {
        "id": filed_id(row.company_id, row.ksef_number),
        "company_id": row.company_id,
        "invoice_id": None,
        "direction": DIRECTION[row.role],
        "ksef_number": row.ksef_number,
        "number": row.number,
        "number_folded": fold(row.number),
        "party": party,
        "party_folded": words_of(party),
        "party_id": (said["buyer"] if by_us else said["seller_nip"]) or None,
        "hundredths": hundredths(said["gross"]) if re.fullmatch(r"-?\d+(\.\d+)?", said["gross"]) else 0,
        "currency": said["currency"][:3],
        "issue_date": row.issue_date,
        "due_date": None,
        "paid_on": None,
        "arrived_at": row.fetched_at,
        "told_at": row.fetched_at,
    }


def filed_id(company: UUID, ksef_number: str) -> UUID:
    return uuid5(SHELF, f"{company}:{ksef_number}")


def file_what_is_there() -> None:
    for rows in pages(invoices):
        read = [(row, json.loads(row.content)) for row in rows]
        op.bulk_insert(filed, [issued(row, content) for row, content in read if "issue_date" in content])
    theirs = (entries.c.invoice_id.is_(None), entries.c.role.in_(DIRECTION))
    for rows in pages(entries, *theirs):
        op.bulk_insert(filed, [received(row) for row in rows])


def upgrade() -> None:
    op.create_table(
        "filed",
        sa.Column("seq", COUNT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("direction", sa.String(length=8), nullable=False),
        sa.Column("invoice_id", sa.Uuid()),
        sa.Column("ksef_number", sa.String(length=36)),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("number_folded", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("party_folded", sa.Text(), nullable=False),
        sa.Column("party_id", sa.Text()),
        sa.Column("hundredths", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("issue_date", sa.Date(), nullable=False),
        sa.Column("due_date", sa.Date()),
        sa.Column("paid_on", sa.Date()),
        sa.Column("arrived_at", MOMENT),
        sa.Column("told_at", MOMENT),
        sa.Column("marks", sa.Text(), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="filed_company_id_of_companies"),
        sa.PrimaryKeyConstraint("seq", name="filed_key"),
        sa.UniqueConstraint("id", name="filed_id_once"),
        sa.UniqueConstraint("invoice_id", name="filed_invoice_id_once"),
    )
    op.create_table(
        "searches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="searches_company_id_of_companies"),
        sa.PrimaryKeyConstraint("id", name="searches_key"),
    )
    file_what_is_there()
    by = ["company_id"]
    op.create_index("filed_by_company_id_issue_date_seq", "filed", [*by, "issue_date", "seq"])
    op.create_index("filed_by_company_id_number_folded", "filed", [*by, "number_folded"])
    for column in ("party_id", "hundredths"):
        order = ["issue_date", "seq"]
        op.create_index(f"filed_by_company_id_{column}_issue_date_seq", "filed", [*by, column, *order])
    op.create_index("filed_by_company_id_party_folded", "filed", [*by, "party_folded"])
    op.create_index("filed_untold", "filed", [*by, "seq"], sqlite_where=UNTOLD, postgresql_where=UNTOLD)
    op.create_index("filed_open", "filed", [*by, "due_date"], sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    op.drop_table("searches")
    op.drop_table("filed")
