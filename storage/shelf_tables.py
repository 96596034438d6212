"""Tables for finding invoices: a row for each, whoever issued it, and searches whose pages can be turned."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    Uuid,
    text,
)

from storage.columns import Moment, Sequence64
from storage.tables import companies, metadata

_UNTOLD = text("direction = 'received' AND told_at IS NULL")
_OPEN = text("paid_on IS NULL")

filed = Table(
    "filed",
    metadata,
    Column("seq", Sequence64, primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("company_id", Uuid, ForeignKey(companies.c.id), nullable=False),
    Column("direction", String(8), nullable=False),
    Column("invoice_id", Uuid, unique=True),  # of one issued here
    Column("ksef_number", String(36)),  # of one that came from KSeF
    Column("number", Text, nullable=False),
    Column("number_folded", Text, nullable=False),
    Column("party", Text, nullable=False),
    Column("party_folded", Text, nullable=False),  # begins with a blank, so that each word has one before it
    Column("party_id", Text),
    Column("hundredths", BigInteger, nullable=False),  # gross
    Column("currency", String(3), nullable=False),
    Column("issue_date", Date, nullable=False),
    Column("due_date", Date),
    Column("paid_on", Date),
    Column("arrived_at", Moment),
    Column("told_at", Moment),
    Column("marks", Text, nullable=False, server_default=""),
    Index(None, "company_id", "issue_date", "seq"),
    Index(None, "company_id", "number_folded"),
    Index(None, "company_id", "party_id", "issue_date", "seq"),
    Index(None, "company_id", "hundredths", "issue_date", "seq"),
    Index(None, "company_id", "party_folded"),
    Index("filed_untold", "company_id", "seq", sqlite_where=_UNTOLD, postgresql_where=_UNTOLD),
    Index("filed_open", "company_id", "due_date", sqlite_where=_OPEN, postgresql_where=_OPEN),
)

searches = Table(
    "searches",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("company_id", Uuid, ForeignKey(companies.c.id), nullable=False),
    Column("query", Text, nullable=False),
    Column("asked_at", Moment, index=True),
)
