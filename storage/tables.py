"""Companies and what they issue; the tables behind the traffic are in `traffic`.

Values that are only read whole (profile, draft, invoice content) are JSON made by `codec`; what is searched,
ordered or made unique has a column of its own.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from storage.columns import Moment, Sequence64

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_key",
        "uq": "%(table_name)s_%(column_0_N_name)s_once",
        "fk": "%(table_name)s_%(column_0_N_name)s_of_%(referred_table_name)s",
        "ix": "%(table_name)s_by_%(column_0_N_name)s",
        "ck": "%(table_name)s_%(constraint_name)s",
    }
)

companies = Table(
    "companies",
    metadata,
    Column("seq", Sequence64, primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("nip", String(10), nullable=False, unique=True),
    Column("profile", Text, nullable=False),
)

secrets = Table(
    "secrets",
    metadata,
    Column("company_id", Uuid, ForeignKey(companies.c.id), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("seq", Sequence64, primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("language", String(2), nullable=False),
)

identities = Table(
    "identities",
    metadata,
    Column("seq", Sequence64, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("address", Text, nullable=False),
    Column("person_id", Uuid, ForeignKey(people.c.id), nullable=False, index=True),
    UniqueConstraint("channel", "address"),
)

memberships = Table(
    "memberships",
    metadata,
    Column("seq", Sequence64, primary_key=True),
    Column("person_id", Uuid, ForeignKey(people.c.id), nullable=False),
    Column("company_id", Uuid, ForeignKey(companies.c.id), nullable=False, index=True),
    Column("role", String(16), nullable=False),
    UniqueConstraint("person_id", "company_id"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("code_hash", LargeBinary, primary_key=True),
    Column("company_id", Uuid, ForeignKey(companies.c.id), nullable=False),
    Column("role", String(16), nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("email", Text),
    Column("redeemed_at", Moment),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("company_id", Uuid, ForeignKey(companies.c.id), nullable=False),
    Column("author", Uuid, ForeignKey(people.c.id), nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("touched", Integer, nullable=False),  # counts an author's changes: the highest is talked about
    Column("draft", Text, nullable=False),
    Index(None, "author", "touched"),
    Index(
        "drafts_unfinished",
        "author",
        "touched",
        sqlite_where=text("status IN ('open', 'held', 'for-approval')"),
        postgresql_where=text("status IN ('open', 'held', 'for-approval')"),
    ),
    Index(
        "drafts_for_approval",
        "company_id",
        sqlite_where=text("status = 'for-approval'"),
        postgresql_where=text("status = 'for-approval'"),
    ),
)

draft_versions = Table(  # what was changed, so that a change can be undone
    "draft_versions",
    metadata,
    Column("draft_id", Uuid, ForeignKey(drafts.c.id), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("draft", Text, nullable=False),
)

series = Table(
    "series",
    metadata,
    Column("company_id", Uuid, ForeignKey(companies.c.id), primary_key=True),
    Column("series", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("last", Integer, nullable=False),
)

WAITING = ("issued", "sent")
WAITS = text("invoices.status IN ('issued', 'sent')")
"""In the words of the indexes of what waits: bound values would keep both databases from using them."""

invoices = Table(
    "invoices",
    metadata,
    Column("seq", Sequence64, primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("company_id", Uuid, ForeignKey(companies.c.id), nullable=False),
    Column("draft_id", Uuid, ForeignKey(drafts.c.id), nullable=False, unique=True),
    Column("number", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("xml", LargeBinary, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("issued_at", Moment, nullable=False),
    Column("issued_by", Uuid, ForeignKey(people.c.id), nullable=False),
    Column("status", String(16), nullable=False),
    Column("offline_mode", String(16)),
    Column("deemed_offline", Boolean, nullable=False),
    Column("session_reference", String(64)),
    Column("invoice_reference", String(64)),
    Column("attempt", Integer, nullable=False),
    Column("waiting_since", Moment),
    Column("ksef_number", String(35), unique=True),
    Column("received_by_ksef_at", Moment),
    Column("numbered_by_ksef_at", Moment),
    Column("rejection", Text, nullable=False),
    Column("receipt", LargeBinary),  # SHA-256 of the UPO in `receipts`
    Column("batch_id", Uuid),  # the batch it goes in, or went in
    Column("issue_date", Date),  # P_1, also in `content`
    Column("corrects", LargeBinary),  # SHA-256 of the rejected document that the bytes put right
    Column("counted", BigInteger),  # hundredths of a zloty under the rule of 10 000 zł; NULL for all others
    Index(None, "batch_id", "sha256"),
    Index(None, "batch_id", "seq"),
    Index(None, "company_id", "sha256"),
    UniqueConstraint("company_id", "number"),
    CheckConstraint("length(sha256) = 32", name="sha256_is_whole"),
    Index(
        "invoices_due",
        "company_id",
        "issue_date",
        "offline_mode",
        "issued_at",
        sqlite_where=text("status IN ('issued', 'sent')"),
        postgresql_where=text("status IN ('issued', 'sent')"),
    ),
    Index(
        "invoices_counted",
        "company_id",
        "issue_date",
        sqlite_where=text("counted IS NOT NULL"),
        postgresql_where=text("counted IS NOT NULL"),
    ),
    Index(
        "invoices_waiting",
        "seq",
        sqlite_where=text("status IN ('issued', 'sent')"),
        postgresql_where=text("status IN ('issued', 'sent')"),
    ),
    Index(
        "invoices_rejected",
        "company_id",
        "issue_date",
        "offline_mode",
        "issued_at",
        sqlite_where=text("status = 'rejected'"),
        postgresql_where=text("status = 'rejected'"),
    ),
)

editions = Table(
    "editions",
    metadata,
    Column("seq", Sequence64, primary_key=True),
    Column("invoice_id", Uuid, ForeignKey(invoices.c.id), nullable=False),
    Column("company_id", Uuid, ForeignKey(companies.c.id), nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("content", Text, nullable=False),
    Column("xml", LargeBinary, nullable=False),
    Column("issued_at", Moment, nullable=False),
    Column("replaced_at", Moment, nullable=False),
    Column("why", String(24), nullable=False),
    UniqueConstraint("invoice_id", "sha256"),
    Index(None, "company_id", "sha256"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("seq", Sequence64, primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("invoice_id", Uuid, ForeignKey(invoices.c.id), nullable=False),
    Column("company_id", Uuid, ForeignKey(companies.c.id), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("address", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("answer", Text),
    Column("settled_at", Moment),
    Column("paper", String(24), nullable=False, server_default="visualisation"),
    Column("in_reply_to", Text),
    Column("reason", Text),
    UniqueConstraint("invoice_id", "channel", "address", "paper"),
    Index(None, "message_id"),
    Index(None, "address", "settled_at"),
)
