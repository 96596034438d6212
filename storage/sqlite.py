"""A SQLite connection for SQLAlchemy's asyncio face that keeps the event loop quick.

A statement of ours takes microseconds, a hop to a thread and back ten times that; so statements run where they
are, and only what may wait goes to the connection's own thread: opening, taking the write lock, committing
(a sync of the disk), rolling back, closing. The class speaks the part of aiosqlite that SQLAlchemy's dialect
uses; a cancelled task waits until its thread is through, so that no second task meets a busy connection.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

_MAY_WAIT = ("BEGIN IMMEDIATE", "PRAGMA", "VACUUM")


class Cursor:
    """One statement and its rows."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Cursor:
        return self

    async def execute(self, statement: str, values: Any = ()) -> None:
        """Run it, here or in the thread, and take its rows."""
        if statement.startswith(_MAY_WAIT):
            await self._connection.in_thread(lambda: self._run(statement, values))
        else:
            self._run(statement, values)

    async def executemany(self, statement: str, many: Sequence[Any]) -> None:
        """Run it once for each set of values."""
        cursor = self._connection.raw.executemany(statement, many)
        self.rowcount = cursor.rowcount
        cursor.close()

    async def fetchall(self) -> list[Any]:
        """The rows."""
        return self._rows

    async def close(self) -> None:
        """Nothing is left open."""

    def _run(self, statement: str, values: Any) -> None:
        cursor = self._connection.raw.execute(statement, values)
        self.description = cursor.description
        self._rows = cursor.fetchall() if cursor.description else []
        self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        cursor.close()


class Connection:
    """A connection and the thread for what may wait."""

    def __init__(self, raw: sqlite3.Connection, thread: ThreadPoolExecutor) -> None:
        self._connection: sqlite3.Connection | None = raw  # the name by which the dialect asks "still open?"
        self._thread = thread

    @property
    def raw(self) -> sqlite3.Connection:
        """The open connection."""
        if self._connection is None:
            raise ValueError("no active connection")
        return self._connection

    def cursor(self) -> Cursor:
        """A new cursor."""
        return Cursor(self)

    async def commit(self) -> None:
        """Commit what is open."""
        if self.raw.in_transaction:
            await self.in_thread(self.raw.commit)

    async def rollback(self) -> None:
        """Roll back what is open."""
        if self.raw.in_transaction:
            await self.in_thread(self.raw.rollback)

    async def create_function(self, *args: Any, **options: Any) -> None:
        """Register a function (the dialect brings REGEXP)."""
        self.raw.create_function(*args, **options)

    async def close(self) -> None:
        """Close, and let the thread go."""
        if self._connection is not None:
            raw, self._connection = self._connection, None
            await self.in_thread(raw.close)
            self._thread.shutdown(wait=False)

    def stop(self) -> None:
        """Close without an event loop."""
        if self._connection is not None:
            raw, self._connection = self._connection, None
            self._thread.submit(raw.close)
            self._thread.shutdown(wait=False)

    async def in_thread(self, call: Callable[[], T]) -> T:
        """Run `call` in the thread; a cancelled caller leaves only when it is through."""
        return await _through(asyncio.get_running_loop().run_in_executor(self._thread, call))


async def _through(future: asyncio.Future[T]) -> T:
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        await asyncio.wait([future])
        raise


def opener(path: str, *, read_only: bool, busy_seconds: float) -> Callable[..., Awaitable[Connection]]:
    """What SQLAlchemy calls to connect to the database file."""

    async def connect(*_args: Any, **_options: Any) -> Connection:
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite")
        opening = asyncio.get_running_loop().run_in_executor(thread, _open, path, busy_seconds, read_only)
        try:
            return Connection(await _through(opening), thread)
        except BaseException:
            thread.shutdown(wait=False)
            raise

    return connect


def _open(path: str, busy_seconds: float, read_only: bool) -> sqlite3.Connection:  # noqa: FBT001 - run_in_executor passes no keywords
    file = Path(path)
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(
            os.open(file, os.O_CREAT | os.O_RDWR, 0o600)
        )  # the WAL takes its mode from the file: ours alone
    raw = sqlite3.connect(file, timeout=busy_seconds, isolation_level=None, check_same_thread=False)
    for pragma in _pragmas(read_only=read_only):
        raw.execute(f"PRAGMA {pragma}")
    return raw


def _pragmas(*, read_only: bool) -> list[str]:
    shared = ["journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"]
    return [*shared, "query_only = ON"] if read_only else shared
