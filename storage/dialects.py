"""The seam between SQLite and PostgreSQL: everything that the two do differently is here.

Both have one writer at a time: writers queue in this process, then take the write lock at once (BEGIN IMMEDIATE, or
a lock that all processes know), because a transaction that turns from reading to writing half-way can only fail.
Readers see a snapshot and wait for nobody.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, CursorResult, Executable, Table, inspect, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError

from invoicing.model.errors import LatarnikError, Unavailable
from storage.damage import DAMAGED, damage_of
from storage.duties import Duties, FileDuties
from storage.neighbours import Heard, Neighbours
from storage.sqlite import Connections
from storage.turn import Turn

T = TypeVar("T")

_READERS = 4
_NO_ROOM = 1 << 20
"""Bytes: what SQLite wants for a journal and its index, and some more."""
# what people may write, and have in their settings; for SQLite the name alone is used, its driver is storage/sqlite.py
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
_INSERTS: dict[str, Callable[[Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_SIZE = text("SELECT pg_database_size(current_database())")
_AWAY = {
    sqlite3.SQLITE_BUSY: "database-busy",
    sqlite3.SQLITE_LOCKED: "database-busy",
    sqlite3.SQLITE_FULL: "disk-full",
    sqlite3.SQLITE_IOERR: "disk-error",
    sqlite3.SQLITE_CANTOPEN: "database-missing",
    sqlite3.SQLITE_READONLY: "database-read-only",
    **dict.fromkeys(DAMAGED, "database-damaged"),
}


class UnusableDatabaseUrl(LatarnikError):
    """The setting names no database that we can use; `database-driver` when only its driver is not installed."""

    code = "database-url"


class Connected(Protocol):
    """A connection whose transaction has begun."""

    async def execute(self, statement: Executable, values: Any = None, /) -> CursorResult[Any]:
        """Run a statement."""

    async def exec_driver_sql(self, statement: str, /) -> CursorResult[Any]:
        """Run a statement in the database's own words."""

    async def run_sync(self, task: Callable[[Connection], T], /) -> T:
        """Run a task that knows nothing of awaiting."""


Room = Callable[[], int | None]
"""How many bytes a disk has left for us; None where nobody can tell."""

Opens = Callable[[], AbstractAsyncContextManager[Connected]]
"""A transaction: leaving commits, an exception rolls back."""


@dataclass(frozen=True, slots=True)
class Engines:
    """Where transactions come from: `turn` is held by a writer from begin to commit, `close` closes all connections.

    A power cut may undo the last ones of `passing`, wholly and in order, until the next one of `writing` is committed.
    `listen` carries words between processes until it is cancelled; `duties` are what only one of them does at a time.
    `size` is bytes on the disk: of the `books`, and of SQLite's `journal` of what is not in its file yet.
    `damage` is what does not hold in SQLite's file, in its words; a server looks after its own files, and what `room`
    they have left nobody knows here.
    """

    name: str
    writing: Opens
    passing: Opens
    reading: Opens
    turn: Callable[[], AbstractAsyncContextManager[Any]]
    listen: Callable[[Neighbours, Heard], Awaitable[None]]
    close: Callable[[], Awaitable[None]]
    duties: Duties
    size: Callable[[Connected], Awaitable[Mapping[str, int]]]
    damage: Callable[[], Awaitable[str | None]]
    room: Room


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
    return _postgresql(parsed, busy_seconds)


def parse_url(url: str) -> URL:
    """The address of a database, with the driver we use.

    Raises:
        UnusableDatabaseUrl: neither a SQLite file nor PostgreSQL.
    """
    try:
        parsed = make_url(url)
        driver = _DRIVERS[parsed.get_backend_name()]
        if parsed.drivername not in {parsed.get_backend_name(), driver}:
            raise UnusableDatabaseUrl  # noqa: TRY301 - said like all that is wrong with an address
    except Exception as error:
        raise UnusableDatabaseUrl from error
    if driver.startswith("sqlite") and parsed.database in {None, "", ":memory:"}:
        raise UnusableDatabaseUrl  # memory is no place for promises
    return parsed.set(drivername=driver)


def insert(dialect: str, table: Table) -> Any:
    """An INSERT that knows ON CONFLICT; typed Any because the two dialects share no base for it."""
    return _INSERTS[dialect](table)


def table_names(connection: Connection) -> list[str]:
    """What tables a database has."""
    return inspect(connection).get_table_names()


@contextmanager
def explained(room: Room) -> Iterator[None]:
    """Turn what the database cannot do just now into `Unavailable`.

    On a disk without room SQLite may say that the disk has errors: whoever believes that looks for a new one.

    Args:
        room: on the disk of the books.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        reason = why_away(error)
        if reason is None:
            raise
        if reason == "disk-error" and (left := room()) is not None and left < _NO_ROOM:
            reason = "disk-full"
        raise Unavailable(reason) from error


def why_away(error: DBAPIError | sqlite3.Error) -> str | None:
    """Why the database cannot do it just now, as the reason of an `Unavailable`; None when it is our own fault."""
    if isinstance(error, sqlite3.Error):
        return _AWAY.get(
            getattr(error, "sqlite_errorcode", 0) & 0xFF
        )  # the low byte is the primary result code
    if isinstance(error.orig, sqlite3.Error):
        return why_away(error.orig)
    # only a process that has its books there has this module loaded, and only such a process meets its errors
    sessions = sys.modules.get("storage.postgresql")
    return sessions.away(error) if sessions else None


def _sqlite(url: URL, busy_seconds: float) -> Engines:
    path, turn = str(url.database), Turn()
    duties = FileDuties(path)
    writing = Connections(path, read_only=False, busy_seconds=busy_seconds, keep=1)
    reading = Connections(path, read_only=True, busy_seconds=busy_seconds, keep=_READERS)

    async def size(_: Connected) -> Mapping[str, int]:
        return {"books": _bytes_of(path), "journal": _bytes_of(f"{path}-wal")}

    async def damage() -> str | None:
        return await asyncio.to_thread(damage_of, Path(path), thoroughly=False)

    async def close() -> None:
        await duties.close()
        await writing.close()
        await reading.close()

    passing = partial(writing, durable=False)
    room = partial(room_beside, Path(path))
    looks = size, damage, room
    return Engines("sqlite", writing, passing, reading, lambda: turn, writing.watch, close, duties, *looks)


def _postgresql(url: URL, busy_seconds: float) -> Engines:
    # the asyncio face brings the whole ORM along: 7 MB that SQLite does without
    from storage.postgresql import Connections as Sessions  # noqa: PLC0415 - heavy, SQLite does without
    from storage.postgresql_duties import SessionDuties  # noqa: PLC0415 - heavy, SQLite does without

    try:
        sessions, duties = Sessions(url, busy_seconds=busy_seconds), SessionDuties(url)
    except ModuleNotFoundError as error:
        raise UnusableDatabaseUrl("database-driver", driver=str(error.name)) from error
    turn = Turn()

    async def close() -> None:
        await duties.close()
        await sessions.close()

    opens = sessions.writing, sessions.passing, sessions.reading
    looks = _size_at_the_server, _looked_after, lambda: None
    return Engines("postgresql", *opens, lambda: turn, sessions.listen, close, duties, *looks)


async def _looked_after() -> None:
    return None


async def _size_at_the_server(connection: Connected) -> Mapping[str, int]:
    return {"books": int((await connection.execute(_SIZE)).scalar_one())}


def room_beside(file: Path) -> int | None:
    """How many bytes the disk of a file has left for us; None where it cannot be asked."""
    try:
        disk = os.statvfs(file.parent)
    except OSError:
        return None
    return disk.f_frsize * disk.f_bavail


def _bytes_of(file: str) -> int:
    """Nothing when it is not there: the journal goes with the last connection."""
    try:
        return Path(file).stat().st_size
    except OSError:
        return 0
