"""PostgreSQL in place: one writer at a time, as in SQLite, and readers that see one moment.

The books are written as if nobody else were writing: they read, think, and write. SQLite gives them that with its one
write lock; here a lock that all processes know gives it (docs/adr/0038). It is taken as a transaction begins and
falls with it, so a dead process holds nobody up; one that hangs inside a transaction is cut off after a minute.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from sqlalchemy import URL, NullPool
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from invoicing.model.errors import Unavailable
from storage.listening import Listening
from storage.neighbours import Heard, Neighbours
from storage.postgresql_session import Session, out_of_step

WRITERS = 0x6C61_7461_726E_696B
"""The lock of whoever writes: any number will do that no other program uses on this database."""
KEPT, MOST = 6, 10
"""Sessions of a process that are kept, and that are open at a time; whoever comes then waits."""
HANGING = "60s"
"""How long a transaction may do nothing before the server ends it, and its lock with it."""
CONNECTING = 10.0
"""Seconds to wait for a server that does not answer."""
STATEMENTS = 1000
"""How many statements a connection keeps ready: more than we have."""
_WRITING = f"BEGIN; SELECT pg_advisory_xact_lock({WRITERS})"
_PASSING = "BEGIN; SET LOCAL synchronous_commit = off"
_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_AWAY = {
    "55P03": "database-busy",  # lock_not_available: another process did not let go
    "57014": "database-busy",  # query_canceled: it took longer than it may
    "40P01": "database-busy",  # deadlock_detected
    "40001": "database-busy",  # serialization_failure
    "53300": "database-crowded",  # too_many_connections
    "53100": "disk-full",
    "53200": "database-busy",  # out_of_memory
    "58030": "disk-error",
    "XX001": "database-damaged",  # data_corrupted
    "XX002": "database-damaged",  # index_corrupted
    "25006": "database-read-only",
    "3D000": "database-missing",  # no database of that name
    "28P01": "database-refused",  # invalid_password
    "28000": "database-refused",  # this user may not come from here
    "25P03": "database-away",  # idle_in_transaction_session_timeout: our transaction is gone
}
_AWAY_CLASSES = {"08": "database-away", "57": "database-away"}
"""Connections that broke, and a server that is stopping or starting."""


class Connections:
    """Transactions of a process on a database, over sessions that are kept."""

    def __init__(self, url: URL, *, busy_seconds: float) -> None:
        settings = {
            "application_name": "latarnik",
            "lock_timeout": str(int(busy_seconds * 1000)),
            "idle_in_transaction_session_timeout": HANGING,
            "timezone": "UTC",
        }
        self._engine = create_async_engine(
            url,
            hide_parameters=True,  # an error names the statement, and nobody's words
            isolation_level="AUTOCOMMIT",
            poolclass=NullPool,
            connect_args={
                "server_settings": settings,
                "timeout": CONNECTING,
                "prepared_statement_cache_size": STATEMENTS,
            },
        )
        self._busy_seconds = busy_seconds
        self._free = asyncio.Semaphore(MOST)
        self._idle: list[Session] = []
        self._keep = KEPT

    def writing(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction while no other process writes."""
        return self._transaction(_WRITING)

    def passing(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction that waits for no other: it takes rows that nobody holds, and a power cut may undo it."""
        return self._transaction(_PASSING)

    def reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction that sees one moment of the database and cannot write."""
        return self._transaction(_READING)

    async def listen(self, neighbours: Neighbours, heard: Heard) -> None:
        """Tell other processes, and hear them, until cancelled."""
        await Listening(self._engine, neighbours, heard)()

    async def close(self) -> None:
        """Close what is open; whatever is still in use closes when it is done."""
        self._keep, idle, self._idle = 0, self._idle, []
        for session in idle:
            await session.close()

    @asynccontextmanager
    async def _transaction(self, beginning: str) -> AsyncIterator[AsyncConnection]:
        async with self._turn():
            session = await self._session()
            try:
                await session.begin(beginning)
                yield session.connection
                await session.commit()
            except out_of_step() as error:
                session.leave()
                raise Unavailable("database-away") from error
            finally:
                if await session.end():
                    await self._put_back(session)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._busy_seconds):
                await self._free.acquire()
        except TimeoutError as error:
            raise Unavailable("database-busy") from error
        try:
            yield
        finally:
            self._free.release()

    async def _session(self) -> Session:
        """One that nobody uses; what a server has closed meanwhile is left, so that nobody's first statement pays."""
        while self._idle:
            session = self._idle.pop()
            if session.usable:
                return session
            await session.end()
        try:
            return await Session.open(self._engine)
        except OSError as error:  # nobody listens there, or does not answer
            raise Unavailable("database-away") from error

    async def _put_back(self, session: Session) -> None:
        if len(self._idle) < self._keep:
            self._idle.append(session)
        else:
            await session.close()


def away(error: DBAPIError) -> str | None:
    """Why the database cannot do it just now; None when it is our own fault."""
    state = str(getattr(error.orig, "sqlstate", None) or "")
    known = _AWAY.get(state) or _AWAY_CLASSES.get(state[:2])
    return known or ("database-away" if error.connection_invalidated else None)
