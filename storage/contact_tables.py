"""Tables of known buyers and products."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, String, Table, Text, UniqueConstraint, Uuid

from storage.columns import Sequence64
from storage.tables import companies, metadata

contacts = Table(
    "contacts",
    metadata,
    Column("seq", Sequence64, primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("company_id", Uuid, ForeignKey(companies.c.id), nullable=False),
    Column("identity", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("buyer", Text, nullable=False),
    Column("language", String(2)),
    Column("last_used", Date),
    Column("ways", String(64)),
    UniqueConstraint("company_id", "identity"),
    Index(None, "company_id", "last_used"),
)

products = Table(
    "products",
    metadata,
    Column("company_id", Uuid, ForeignKey(companies.c.id), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("product", Text, nullable=False),
)
