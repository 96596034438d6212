"""Tables of what proves a delivery, and of addresses that take nothing."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, String, Table, Text, Uuid

from storage.columns import Moment, Sequence64
from storage.tables import companies, deliveries, metadata

originals = Table(
    "delivery_originals",
    metadata,
    Column("seq", Sequence64, primary_key=True),
    Column("delivery_id", Uuid, ForeignKey(deliveries.c.id), nullable=False),
    Column("what", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("packed", LargeBinary, nullable=False),
    Index(None, "delivery_id", "sha256", unique=True),
)

suppressed = Table(
    "suppressed_addresses",
    metadata,
    Column("company_id", Uuid, ForeignKey(companies.c.id), primary_key=True),
    Column("way", String(16), primary_key=True),
    Column("address", Text, primary_key=True),
    Column("since", Moment, nullable=False),
    Column("why", Text),
)
