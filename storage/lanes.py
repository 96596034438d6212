"""Order within a lane, of the outbox and of the inbox: what comes before and after a row."""

from __future__ import annotations

from sqlalchemy import Label, Table, exists, func, literal_column, or_, select
from sqlalchemy.sql.elements import ColumnElement


def first_in_lane(table: Table) -> ColumnElement[bool]:
    """Nothing older of its lane is open.

    One look into the index for each row, written so that it stays one: from `NOT EXISTS` PostgreSQL makes a join, and
    before it has counted a backlog that came all at once it joins every row with every other.
    """
    other = table.alias("other")
    of_lane = (other.c.lane == table.c.lane, other.c.done_at.is_(None), other.c.parked_at.is_(None))
    first = select(func.min(other.c.id)).where(*of_lane).correlate(table).scalar_subquery()
    return or_(table.c.lane.is_(None), table.c.id == first)


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
