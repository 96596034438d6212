"""Books as a benchmark looks into them: past their ports, at the tables themselves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from storage.database import Database
from storage.unit_of_work import Work


@asynccontextmanager
async def reading(database: Database) -> AsyncIterator[Work]:
    """A transaction that reads."""
    async with database.units.reading() as work:
        yield tables_of(work)


@asynccontextmanager
async def writing(database: Database) -> AsyncIterator[Work]:
    """A transaction that writes."""
    async with database.units() as work:
        yield tables_of(work)


def tables_of(work: object) -> Work:
    """What lies behind the port.

    Raises:
        TypeError: another implementation of it.
    """
    if not isinstance(work, Work):
        raise TypeError(type(work))
    return work
