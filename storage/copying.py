"""All rows of one table into another database, in parts that memory can bear, and a sum to compare both by."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    LargeBinary,
    String,
    Table,
    func,
    literal,
    literal_column,
    select,
    text,
    tuple_,
)

from invoicing.model.errors import LatarnikError
from storage.dialects import Connected
from storage.traffic import chain

Rows = Sequence[Mapping[str, Any]]

PART_BYTES = 4_000_000
"""How much of a table is in memory at a time, unless one row has more."""
PART_ROWS = 500
_MODULUS = 1 << 256
_INT_END = 1 << 31


class CopyRefused(LatarnikError):
    """Books cannot be copied; the reason says why.

    Reasons: `books-not-empty` (the place has books already), `books-foreign` (tables of another program),
    `books-same` (source and target are one), `books-misfit` (a value that the target cannot hold: table, column,
    key), `books-damaged` (the file does not hold: text), `books-differ` (what arrived is not what was sent:
    table), `books-broken` (the history does not hold), `books-schema` (the source is not at our newest revision),
    `books-in-use` (a process of Latarnik works on them), `books-moved` (they are somewhere else already), `copy-...` about a copy in a file.
    """

    code = "books-copy"


@dataclass(slots=True)
class Sum:
    """How many rows, and a digest that does not depend on their order, which databases do not agree on."""

    rows: int = 0
    digest: int = 0

    def add(self, rows: Rows) -> None:
        """Count them in."""
        self.rows += len(rows)
        for row in rows:
            said = repr([row[name] for name in sorted(row)]).encode()
            self.digest = (self.digest + int.from_bytes(hashlib.sha256(said).digest())) % _MODULUS


async def parts(connection: Connected, table: Table) -> AsyncIterator[Rows]:
    """All rows of a table by its key, as many at a time as memory can bear."""
    key = list(table.primary_key.columns)
    wanted = select(table).order_by(*key).limit(await _rows_at_a_time(connection, table))
    following = wanted
    while True:
        result = await connection.execute(following)
        rows = [dict(row) for row in result.mappings()]
        if not rows:
            return
        yield rows
        last = [literal(rows[-1][column.name], column.type) for column in key]
        following = wanted.where(_after(key, last))


async def summed(connection: Connected, table: Table) -> Sum:
    """What a table holds."""
    total = Sum()
    async for rows in parts(connection, table):
        total.add(rows)
    return total


async def put(connection: Connected, table: Table, rows: Rows) -> None:
    """Write rows, with the keys they have.

    Raises:
        CopyRefused: books-misfit, one of them holds what this database cannot.
    """
    for row in rows:
        for column in table.columns:
            if not _fits(column.type, row[column.name]):
                key = ", ".join(str(row[each.name]) for each in table.primary_key.columns)
                raise CopyRefused("books-misfit", table=table.name, column=column.name, key=key)
    await connection.execute(table.insert(), list(rows))


async def make_way(connection: Connected, table: Table) -> None:
    """Take out what a migration puts into new books: the head of a history without lines."""
    if table is chain:
        await connection.execute(chain.delete())


async def count_on(connection: Connected, table: Table) -> None:
    """On PostgreSQL: let the table's counter go on after the highest number that was copied."""
    column = table.autoincrement_column
    if column is None:
        return
    place = {"table": table.name, "column": column.name}
    counter = (await connection.execute(_COUNTER, place)).scalar_one()
    highest = (await connection.execute(select(func.max(column)))).scalar_one()
    if counter is not None and highest is not None:
        await connection.execute(_SET, {"counter": counter, "highest": highest})


_COUNTER = text("SELECT pg_get_serial_sequence(:table, :column)")
_SET = text("SELECT setval(CAST(CAST(:counter AS text) AS regclass), :highest)")


async def _rows_at_a_time(connection: Connected, table: Table) -> int:
    lengths = [
        func.coalesce(func.length(column), 0)
        for column in table.columns
        if isinstance(column.type, String | LargeBinary)
    ]
    size: ColumnElement[Any] = literal_column("0")
    for length in lengths:
        size += length
    largest = (await connection.execute(select(func.max(size)))).scalar_one() or 1
    return max(1, min(PART_ROWS, PART_BYTES // largest if largest > 1 else PART_ROWS))


def _after(key: list[Any], last: list[Any]) -> ColumnElement[bool]:
    return key[0] > last[0] if len(key) == 1 else tuple_(*key) > tuple_(*last)


def _fits(kind: Any, value: Any) -> bool:
    """SQLite keeps what it is given; PostgreSQL takes no zero byte in a text and nothing too long or too large."""
    if isinstance(value, str):
        return "\0" not in value and (getattr(kind, "length", None) or len(value)) >= len(value)
    if isinstance(value, int) and isinstance(kind, Integer) and not isinstance(kind, BigInteger):
        return -_INT_END <= value < _INT_END
    return True
