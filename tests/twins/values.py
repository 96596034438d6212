"""Every value that books hold, whatever their schema, so that what a migration loses is seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, inspect, text

from storage.dialects import open_engines

Row = Mapping[str, str]
Values = Mapping[str, Sequence[Row]]
"""Rows of each table; a value is what the driver reads, as Python writes it."""

_VERSIONS = "alembic_version"


async def values_of(url: str) -> Values:
    """All values of all tables."""
    engines = open_engines(url, 5.0)
    try:
        async with engines.reading() as connection:
            return await connection.run_sync(_read)
    finally:
        await engines.close()


def changed(before: Values, after: Values) -> dict[str, list[str]]:
    """Tables that both schemas know and whose rows differ in columns that both know, with those columns.

    Every table is compared row for row, so that two values that changed places are seen as well; where rows are gone
    or came, all columns differ.
    """
    found: dict[str, list[str]] = {}
    for table in before.keys() & after.keys() - {_VERSIONS}:
        columns = sorted(_columns(before[table]) & _columns(after[table]))
        if _only(before[table], columns) == _only(after[table], columns):
            continue
        apart = [each for each in columns if _only(before[table], [each]) != _only(after[table], [each])]
        found[table] = apart or columns
    return found


def _read(connection: Connection) -> Values:
    looked_at = inspect(connection)
    said: dict[str, Sequence[Row]] = {}
    for table in looked_at.get_table_names():
        columns = ", ".join(f'"{column["name"]}"' for column in looked_at.get_columns(table))
        rows = connection.execute(text(f'SELECT {columns} FROM "{table}"'))
        said[table] = [{name: repr(value) for name, value in row.items()} for row in rows.mappings()]
    return said


def _columns(rows: Sequence[Row]) -> set[str]:
    return set(rows[0]) if rows else set()


def _only(rows: Sequence[Row], columns: Sequence[str]) -> list[tuple[str, ...]]:
    return sorted(tuple(row[each] for each in columns) for row in rows)
