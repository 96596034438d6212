"""The seam between SQLite and PostgreSQL: everything that the two do differently is here.

SQLite has one writer at a time: writers queue in this process, then take the write lock at once (BEGIN IMMEDIATE),
because a transaction that turns from reading to writing half-way can only fail. Readers see a snapshot and wait
for nobody. PostgreSQL needs neither; its rows are locked one by one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from invoicing.model.errors import LatarnikError, Unavailable
from storage.sqlite import opener
from storage.turn import Turn

_READERS = 4
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
_INSERTS: dict[str, Callable[[Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_AWAY = {
    sqlite3.SQLITE_BUSY: "database-busy",
    sqlite3.SQLITE_LOCKED: "database-busy",
    sqlite3.SQLITE_FULL: "disk-full",
    sqlite3.SQLITE_IOERR: "disk-error",
    sqlite3.SQLITE_CANTOPEN: "database-missing",
    sqlite3.SQLITE_READONLY: "database-read-only",
}


class UnusableDatabaseUrl(LatarnikError):
    """The setting names no database that we can use; `database-driver` when only its driver is not installed."""

    code = "database-url"


@dataclass(frozen=True, slots=True)
class Engines:
    """Where connections come from: `turn` is held by a writer from begin to commit."""

    name: str
    writing: AsyncEngine
    reading: AsyncEngine
    turn: Callable[[], AbstractAsyncContextManager[Any]]

    async def close(self) -> None:
        """Close all connections."""
        await self.writing.dispose()
        await self.reading.dispose()


def open_engines(url: str, busy_seconds: float) -> Engines:
    """Engines for a database; nothing is connected yet.

    Args:
        url: as people write it, with or without a driver.
        busy_seconds: how long to wait for a lock that another process holds.

    Raises:
        UnusableDatabaseUrl: neither a SQLite file nor PostgreSQL.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, busy_seconds)
    try:
        engine = create_async_engine(parsed, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise UnusableDatabaseUrl("database-driver", driver=str(error.name)) from error
    return Engines("postgresql", engine, engine, nullcontext)


def parse_url(url: str) -> URL:
    """The address of a database, with the driver we use.

    Raises:
        UnusableDatabaseUrl: neither a SQLite file nor PostgreSQL.
    """
    try:
        parsed = make_url(url)
        driver = _DRIVERS[parsed.get_backend_name()]
    except Exception as error:
        raise UnusableDatabaseUrl from error
    if driver.startswith("sqlite") and parsed.database in {None, "", ":memory:"}:
        raise UnusableDatabaseUrl  # memory is no place for promises
    return parsed.set(drivername=driver)


def insert(dialect: str, table: Table) -> Any:
    """An INSERT that knows ON CONFLICT; typed Any because the two dialects share no base for it."""
    return _INSERTS[dialect](table)


@contextmanager
def explained() -> Iterator[None]:
    """Turn what the database cannot do just now into `Unavailable`."""
    try:
        yield
    except DBAPIError as error:
        raise _away(error) or error from error


def _away(error: DBAPIError) -> Unavailable | None:
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None and (reason := _AWAY.get(code & 0xFF)):  # the low byte is the primary result code
        return Unavailable(reason)
    return Unavailable("database-missing") if error.connection_invalidated else None


def _sqlite(url: URL, busy_seconds: float) -> Engines:
    path = str(url.database)
    turn = Turn()
    writing = create_async_engine(
        url,
        async_creator=opener(path, read_only=False, busy_seconds=busy_seconds),
        pool_size=1,
        max_overflow=0,
    )
    reading = create_async_engine(
        url, async_creator=opener(path, read_only=True, busy_seconds=busy_seconds), pool_size=_READERS
    )
    _begin_with(writing.sync_engine, "BEGIN IMMEDIATE")
    _begin_with(reading.sync_engine, "BEGIN")
    return Engines("sqlite", writing, reading, lambda: turn)


def _begin_with(engine: Engine, statement: str) -> None:
    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql(statement)
