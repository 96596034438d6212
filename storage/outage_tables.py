"""Tables about outages: what was announced and confirmed, what we saw, and the verdicts."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from storage.columns import Moment, Sequence64
from storage.tables import companies, metadata, people

reports = Table(
    "reports",
    metadata,
    Column("seq", Sequence64, primary_key=True),
    Column("state", String(16)),
    Column("since", Moment, nullable=False),
    Column("fetched_at", Moment, nullable=False),
    Column("raw", Text, nullable=False),
)

announcements = Table(
    "announcements",
    metadata,
    Column("seq", Sequence64, primary_key=True),
    Column("sha256", LargeBinary, nullable=False, unique=True),  # of the message in `notices`
    Column("kind", String(16), nullable=False),
    Column("event", Text, nullable=False),
    Column("ends", Boolean, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("began_at", Moment),
    Column("ended_at", Moment),
    Column("published_at", Moment),
    Index(None, "kind", "event"),
)

announced_outages = Table(
    "announced_outages",
    metadata,
    Column("seq", Sequence64, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("event", Text, nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("announced_at", Moment, nullable=False),
    Column("latest_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    Column("disputed_end", Boolean, nullable=False),
    Column("odd_end", Boolean, nullable=False),
    Column("withdrawn_at", Moment),
    UniqueConstraint("kind", "event"),
)

total_failures = Table(
    "total_failures",
    metadata,
    Column("seq", Sequence64, primary_key=True),
    Column("company_id", Uuid, ForeignKey(companies.c.id), nullable=False, index=True),
    Column("person_id", Uuid, ForeignKey(people.c.id), nullable=False),
    Column("source", Text, nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("confirmed_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("ended_source", Text),
)

probes = Table(
    "probes",
    metadata,
    Column("seq", Sequence64, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("beacon", String(16), nullable=False),
    Column("before", String(16)),
    Column("age", Integer, nullable=False),  # seconds since the lighthouse said `before`
    Column("api", Boolean),
    Column("login", Boolean),
    Column("network", Boolean),
    Column("details", Text, nullable=False),  # JSON
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("seq", Sequence64, primary_key=True),
    Column("before", String(24), nullable=False),
    Column("verdict", String(24), nullable=False),
    Column("at", Moment, nullable=False),
    Column("evidence", Text, nullable=False),  # JSON
)
