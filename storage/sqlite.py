"""SQLite in place: transactions that keep the event loop quick.

A statement of ours takes microseconds; a hop to a thread and back, or to a greenlet, several times that. So
statements run where they are, and only what may wait goes to the connection's own thread: opening, waiting for a
write lock that another process holds, committing (a sync of the disk) while the disk is slow, closing.

SQLAlchemy puts our statements into words. Transactions begin and end on the driver's own connection, which costs a
tenth; SQLAlchemy sees one that never ends.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from time import perf_counter
from typing import Any, TypeVar

from sqlalchemy import Connection as Plain
from sqlalchemy import CursorResult, Engine, Executable, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from storage.neighbours import INBOX, JOBS, Heard, Neighbours
from storage.sqlite_file import open_file

T = TypeVar("T")

QUICK = 0.002
"""Seconds within which a commit may hold up the process."""
WATCH_EVERY = 0.1
"""Seconds between two looks whether another process wrote: some microseconds each."""


class Connection:
    """A connection and the thread for what may wait; one transaction at a time."""

    def __init__(self, plain: Plain, thread: ThreadPoolExecutor, begin: str, busy_seconds: float) -> None:
        self._plain, self._thread, self._begin = plain, thread, begin
        self._raw: sqlite3.Connection = plain.connection.driver_connection  # type: ignore[assignment] # so made below
        self._busy_ms = int(busy_seconds * 1000)
        self._durable = True
        self._quick = False
        self._away = False

    async def execute(self, statement: Executable, values: Any = None) -> CursorResult[Any]:
        """Run a statement."""
        return self._plain.execute(statement, values)

    async def exec_driver_sql(self, statement: str) -> CursorResult[Any]:
        """Run a statement in SQLite's own words."""
        return self._plain.exec_driver_sql(statement)

    async def run_sync(self, task: Callable[[Plain], T]) -> T:
        """Run a task that knows nothing of awaiting."""
        return task(self._plain)

    async def begin(self, *, durable: bool) -> None:
        """Begin a transaction; one that may write waits in the thread while another process is writing.

        Args:
            durable: its commit waits until the disk has it; else a power cut may undo it, whole.
        """
        with _as_sqlalchemy_would(self._begin):
            if durable is not self._durable:
                self._raw.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
                self._durable = durable
            try:
                self._raw.execute(self._begin)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise
                await self._in_thread(self._wait_for_lock)

    async def commit(self) -> None:
        """Commit: at once while the disk is quick, in the thread when it was slow the last time.

        Handing a commit of 0.3 ms to a thread costs more than the commit; one of 30 ms would stop the whole process.
        """
        quick, self._quick = self._quick, False
        with _as_sqlalchemy_would("COMMIT"):
            spent = self._commit() if quick else await self._in_thread(self._commit)
        self._quick = spent < QUICK

    def version(self) -> int:
        """A number that changes when another connection has written; asked between two transactions."""
        row: tuple[int] = self._raw.execute("PRAGMA data_version").fetchone()
        return row[0]

    def end(self) -> bool:
        """Undo what is not committed; False when the connection cannot be used again."""
        if self._away:
            return False
        if self._raw.in_transaction:
            self._raw.rollback()
        return not self._plain.invalidated

    def close(self) -> asyncio.Future[None]:
        """Close, after what the thread still does, and let the thread go."""
        closing = asyncio.get_running_loop().run_in_executor(self._thread, self._plain.close)
        self._thread.shutdown(wait=False)
        return closing

    def _commit(self) -> float:
        begun = perf_counter()
        self._raw.commit()
        return perf_counter() - begun

    def _wait_for_lock(self) -> None:
        self._raw.execute(f"PRAGMA busy_timeout = {self._busy_ms}")
        try:
            self._raw.execute(self._begin)
        finally:
            self._raw.execute("PRAGMA busy_timeout = 0")

    async def _in_thread(self, call: Callable[[], T]) -> T:
        """Run `call` in the thread; a cancelled caller leaves at once, and the connection is not used again."""
        self._away = True
        done = asyncio.get_running_loop().run_in_executor(self._thread, call)
        try:
            return await done
        finally:
            self._away = not done.done() or done.cancelled()


class Connections:
    """Transactions of one kind (writing or reading) on a database file.

    Args:
        path: the file; it is made, for nobody's eyes but ours, when it is not there.
        read_only: nothing can be written.
        busy_seconds: how long to wait for another process.
        keep: how many connections stay open.
    """

    def __init__(self, path: str, *, read_only: bool, busy_seconds: float, keep: int) -> None:
        opens = partial(open_file, path, read_only=read_only, busy_seconds=busy_seconds)
        self._engine: Engine = create_engine(
            "sqlite://", creator=opens, poolclass=NullPool, hide_parameters=True
        )
        self._begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"
        self._busy_seconds, self._keep = busy_seconds, keep
        self._idle: list[Connection] = []
        self._leaving: set[asyncio.Future[None]] = set()

    @asynccontextmanager
    async def __call__(self, *, durable: bool = True) -> AsyncIterator[Connection]:
        """A transaction; leaving commits, an exception rolls back. One that is not durable a power cut may undo."""
        connection = self._idle.pop() if self._idle else await self._open()
        sound = False
        try:
            await connection.begin(durable=durable)
            yield connection
            await connection.commit()
        finally:
            try:
                sound = connection.end()
            finally:
                if sound and len(self._idle) < self._keep:
                    self._idle.append(connection)
                else:
                    self._leave(connection.close())

    async def watch(self, _neighbours: Neighbours, heard: Heard) -> None:
        """See that other processes wrote, until cancelled; nobody has to tell.

        On connections that write: what the others of this process read changes nothing, and one writes at a time.
        """
        seen: tuple[Connection, int] | None = None
        while True:
            await asyncio.sleep(WATCH_EVERY)
            with suppress(
                sqlite3.Error, IndexError
            ):  # ask again: it is in use, or whoever writes will say what is wrong
                found = self._idle[-1], self._idle[-1].version()
                if found != seen:
                    heard((JOBS, INBOX))
                seen = found

    async def close(self) -> None:
        """Close what is open; whatever is still in use closes when it is done."""
        self._keep, idle, self._idle = 0, self._idle, []
        for connection in idle:
            self._leave(connection.close())
        await asyncio.gather(*self._leaving)

    def _leave(self, closing: asyncio.Future[None]) -> None:
        """Remember who still closes: when all is closed, nobody of ours holds the file."""
        self._leaving.add(closing)
        closing.add_done_callback(self._leaving.discard)

    async def _open(self) -> Connection:
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite")
        opened = thread.submit(self._connect)
        try:
            plain = await asyncio.wrap_future(opened)
        except BaseException:
            self._leave(asyncio.wrap_future(thread.submit(_close_unwanted, opened)))
            thread.shutdown(wait=False)
            raise
        return Connection(plain, thread, self._begin, self._busy_seconds)

    def _connect(self) -> Plain:
        plain = self._engine.connect()
        plain.begin()  # never ended: see above
        return plain


@contextmanager
def _as_sqlalchemy_would(words: str) -> Iterator[None]:
    """Wrap what the driver says of our own beginnings and ends as SQLAlchemy wraps all the rest."""
    try:
        yield
    except sqlite3.Error as error:
        raise DBAPIError.instance(words, None, error, sqlite3.Error) from error


def _close_unwanted(opened: Future[Plain]) -> None:
    """Close what was opened for somebody who did not wait for it."""
    if not opened.cancelled() and opened.exception() is None:
        opened.result().close()
