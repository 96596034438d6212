"""A SQLite connection for SQLAlchemy's asyncio face that keeps the event loop quick.

A statement of ours takes microseconds, a hop to a thread and back ten times that; so statements run where they
are, and only what may wait goes to the connection's own thread: opening, waiting for a write lock that another
process holds, committing (a sync of the disk), rolling back, closing. The class speaks the part of aiosqlite that
SQLAlchemy's dialect uses.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

T = TypeVar("T")

_TAKE_LOCK = "BEGIN IMMEDIATE"


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
        """Run it and take its rows."""
        if statement == _TAKE_LOCK:
            await self._connection.take_lock()
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


QUICK = 0.002
"""Seconds within which a commit may hold up the process."""


class Connection:
    """A connection and the thread for what may wait."""

    def __init__(
        self, raw: sqlite3.Connection, thread: ThreadPoolExecutor, *, read_only: bool, busy_seconds: float
    ) -> None:
        self._connection: sqlite3.Connection | None = raw  # the name by which the dialect asks "still open?"
        self._thread = thread
        self._read_only = read_only
        self._busy_ms = int(busy_seconds * 1000)
        self._quick = False

    @property
    def raw(self) -> sqlite3.Connection:
        """The open connection."""
        if self._connection is None:
            raise ValueError("no active connection")
        return self._connection

    def cursor(self) -> Cursor:
        """A new cursor."""
        return Cursor(self)

    async def take_lock(self) -> None:
        """Begin a transaction that may write; waits in the thread while another process is writing."""
        try:
            self.raw.execute(_TAKE_LOCK)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            await self.in_thread(self._wait_for_lock)

    async def commit(self) -> None:
        """Commit what is open."""
        if self.raw.in_transaction:
            await self._end(self.raw.commit)

    async def rollback(self) -> None:
        """Roll back what is open."""
        if self.raw.in_transaction:
            await self._end(self.raw.rollback)

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

    async def _end(self, call: Callable[[], None]) -> None:
        """Commit or roll back: at once while the disk is quick, in the thread when it was slow the last time.

        Handing a commit of 0.3 ms to a thread costs more than the commit; one of 30 ms would stop the whole process.
        """
        begun = perf_counter()
        if self._read_only or self._quick:
            call()
        else:
            await self.in_thread(call)
        self._quick = perf_counter() - begun < QUICK

    def _wait_for_lock(self) -> None:
        self.raw.execute(f"PRAGMA busy_timeout = {self._busy_ms}")
        try:
            self.raw.execute(_TAKE_LOCK)
        finally:
            self.raw.execute("PRAGMA busy_timeout = 0")

    async def in_thread(self, call: Callable[[], T]) -> T:
        """Run `call` in the thread.

        A cancelled caller leaves at once; SQLAlchemy then closes the connection, after what the thread still does.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)


def opener(path: str, *, read_only: bool, busy_seconds: float) -> Callable[..., Awaitable[Connection]]:
    """What SQLAlchemy calls to connect to the database file."""
    open_file = partial(_open, path, read_only=read_only, busy_seconds=busy_seconds)

    async def connect(*_args: Any, **_options: Any) -> Connection:
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite")
        try:
            raw = await asyncio.get_running_loop().run_in_executor(thread, open_file)
        except BaseException:
            thread.shutdown(wait=False)
            raise
        return Connection(raw, thread, read_only=read_only, busy_seconds=busy_seconds)

    return connect


def _open(path: str, *, read_only: bool, busy_seconds: float) -> sqlite3.Connection:
    _make_sure_of(Path(path))
    raw = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None, check_same_thread=False)
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute("PRAGMA foreign_keys = ON")
    if read_only:
        raw.execute("PRAGMA query_only = ON")
    else:
        raw.execute("PRAGMA busy_timeout = 0")  # the loop tries without waiting; the thread waits
    return raw


def _make_sure_of(file: Path) -> None:
    try:
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            # the WAL takes its mode from the file: ours alone
            os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        refusal = sqlite3.OperationalError(str(error))
        refusal.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN  # what SQLite itself would have said
        raise refusal from error
