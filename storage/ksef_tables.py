"""Tables about KSeF: receipts, batches, what it keeps for our companies, the lighthouse's messages, calls made."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from storage.columns import Moment, Sequence64
from storage.tables import companies, metadata

_OURS_NOT = text("invoice_id IS NULL AND role = 'Subject1'")
_UNSETTLED = text("status <> 'settled'")

receipts = Table(
    "receipts",
    metadata,
    Column("sha256", LargeBinary, primary_key=True),
    Column("upo", LargeBinary, nullable=False),
)

batches = Table(
    "batches",
    metadata,
    Column("seq", Sequence64, primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("company_id", Uuid, ForeignKey(companies.c.id), nullable=False),
    Column("offline", Boolean, nullable=False),
    Column("size", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("reference", String(64)),
    Column("gathered_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("settled_at", Moment),
    Column("accepted", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Index("batches_unsettled", "seq", sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED),
)

entries = Table(
    "ksef_entries",
    metadata,
    Column("seq", Sequence64, primary_key=True),
    Column("company_id", Uuid, ForeignKey(companies.c.id), nullable=False),
    Column("ksef_number", String(36), nullable=False),
    Column("role", String(24), nullable=False),
    Column("number", Text, nullable=False),
    Column("issue_date", Date, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("entry", Text, nullable=False),  # the rest of `KsefEntry`, JSON
    Column("xml", LargeBinary),
    Column("fetched_at", Moment, nullable=False),
    Column("invoice_id", Uuid),  # which of our own it is; no key: it is a finding, not a property
    UniqueConstraint("company_id", "ksef_number", name="ksef_entries_once"),
    Index(
        "ksef_entries_elsewhere", "company_id", "number", sqlite_where=_OURS_NOT, postgresql_where=_OURS_NOT
    ),
)

sync_points = Table(
    "sync_points",
    metadata,
    Column("company_id", Uuid, ForeignKey(companies.c.id), primary_key=True),
    Column("role", String(24), primary_key=True),
    Column("until", Moment, nullable=False),
)

notices = Table(
    "notices",
    metadata,
    Column("seq", Sequence64, primary_key=True),
    Column("sha256", LargeBinary, nullable=False, unique=True),
    Column("message_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("raw", Text, nullable=False),
    Column("fetched_at", Moment, nullable=False),
)

calls = Table(
    "ksef_calls",
    metadata,
    Column("id", Sequence64, primary_key=True),
    Column("key", Text, nullable=False),  # whose window: a context and a group of operations, or the address
    Column("at", Moment, nullable=False),
    Index(None, "key", "at"),
)

pauses = Table(
    "ksef_pauses",
    metadata,
    Column("key", Text, primary_key=True),
    Column("until", Moment, nullable=False),  # KSeF said 429 and named a time (Retry-After)
    Column("begun_at", Moment),  # when it said so, by our clock
)
