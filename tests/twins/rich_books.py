"""Books with rows in every table there is, made from the tables themselves: a table that is added has rows at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
)

import storage.database  # noqa: F401 - so that every table is known
from invoicing.model.company import CompanyProfile
from invoicing.model.party import Address, Nip, Seller
from storage.codec import encode
from storage.columns import Moment
from storage.dialects import open_engines
from storage.events import START, line_hash
from storage.tables import metadata

ROWS = 4
BEGAN = datetime(2026, 10, 25, 0, 59, 59, 123456, tzinfo=UTC)
"""In the hour that Warsaw has twice."""
WORDS = ("", "Zażółć gęślą jaźń", "two\nlines\ttab", "🧾 'quoted' \\ \"twice\"")
NIPS = ("5260250274", "5265877635", "9990001137", "1234563218")


def rows_of(table: Table) -> list[dict[str, Any]]:
    """Rows for a table: what a row names is there, what may be absent is absent in one of them."""
    if table.name == "chain":
        lines = rows_of(metadata.tables["events"])
        return [{"id": 1, "length": len(lines), "hash": lines[-1]["hash"], "vouched_after": 0, "seal": None}]
    rows = [{column.name: _value(column, at) for column in table.columns} for at in range(1, ROWS + 1)]
    if table.name == "companies":
        for row, nip in zip(rows, NIPS, strict=True):
            seller = Seller(Nip.parse(nip), "Latarnia", Address("Portowa 1", "00-999 Przykładowo"))
            row.update(nip=nip, profile=encode(CompanyProfile(seller), CompanyProfile))
    if table.name == "events":
        _chained(rows)
    return rows


async def fill(url: str) -> Mapping[str, int]:
    """Write them; how many each table has then."""
    engines = open_engines(url, 5.0)
    try:
        async with engines.writing() as connection:
            await connection.execute(metadata.tables["chain"].delete())
            for table in metadata.sorted_tables:
                await connection.execute(table.insert(), rows_of(table))
    finally:
        await engines.close()
    return {table.name: len(rows_of(table)) for table in metadata.sorted_tables}


def _value(column: Column[Any], at: int) -> Any:
    if column.nullable and at == ROWS:
        return None
    for key in column.foreign_keys:
        return _value(_named(key), at)
    kind = column.type
    known = (
        (Boolean, at % 2 == 0),
        (Uuid, UUID(int=at)),
        (Moment | DateTime, BEGAN + timedelta(hours=at)),
        (Date, date(2026, 2, 28) + timedelta(days=at)),
        (Integer, at if column.primary_key else at * 1000),
        (LargeBinary, _octets(column, at)),
    )
    for kinds, value in known:
        if isinstance(kind, kinds):
            return value
    return _text(column, at)


def _named(key: ForeignKey) -> Column[Any]:
    return metadata.tables[key.target_fullname.split(".")[0]].c[key.target_fullname.split(".")[1]]


def _octets(column: Column[Any], at: int) -> bytes:
    """32 where they are a digest; else many, with every octet there is."""
    digest = hashlib.sha256(f"{column.table.name} {column.name} {at}".encode()).digest()
    checked = any("length" in str(each) for each in _checks(column.table))
    short = column.primary_key or column.unique or "sha256" in column.name or "hash" in column.name
    return digest if short or (checked and column.name == "sha256") else bytes(range(256)) * at + digest


def _checks(table: Table) -> list[CheckConstraint]:
    return [each for each in table.constraints if isinstance(each, CheckConstraint)]


def _text(column: Column[Any], at: int) -> str:
    length = getattr(column.type, "length", None)
    if length is not None and not isinstance(column.type, Text):
        return f"{at}{column.name}"[:length]
    return f"{at} {WORDS[at - 1]}"


def _chained(rows: list[dict[str, Any]]) -> None:
    before = START
    for row in rows:
        before = row["hash"] = line_hash(before, {**row, "evidence": row["evidence"]})
