"""Order within a lane, of the outbox and of the inbox: what comes before and after a row."""

from __future__ import annotations

from sqlalchemy import Label, Table, exists, literal_column
from sqlalchemy.sql.elements import ColumnElement


def first_in_lane(table: Table) -> ColumnElement[bool]:
    """Nothing older of its lane is open."""
    older = table.alias("older")
    return ~exists().where(
        older.c.lane == table.c.lane,
        older.c.id < table.c.id,
        older.c.done_at.is_(None),
        older.c.parked_at.is_(None),
    )


def followed(table: Table) -> Label[bool]:
    """Whether something newer of its lane is open, under the name `followed`; for RETURNING."""
    newer = table.alias("newer")
    # SQLAlchemy takes the table's name off its columns in SQLite's RETURNING, also below; here it is needed
    lane: ColumnElement[str] = literal_column(f"{table.name}.lane")
    number: ColumnElement[int] = literal_column(f"{table.name}.id")
    after = exists().where(
        newer.c.lane == lane,
        newer.c.id > number,
        newer.c.done_at.is_(None),
        newer.c.parked_at.is_(None),
    )
    return after.label("followed")
