"""PostgreSQL in place: one writer at a time, as in SQLite, and readers that see one moment.

The books are written as if nobody else were writing: they read, think, and write. SQLite gives them that with its one
write lock; here a lock that all processes know gives it (docs/adr/0038). It is taken as a transaction begins and
falls with it, so a dead process holds nobody up; one that hangs inside a transaction is cut off after a minute.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from sqlalchemy import URL, event
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as NoneFree
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from invoicing.model.errors import Unavailable
from storage.listening import Listening
from storage.neighbours import Heard, Neighbours

WRITERS = 0x6C61_7461_726E_696B
"""The lock of whoever writes: any number will do that no other program uses on this database."""
READERS = 4
HANGING = "60s"
"""How long a transaction may do nothing before the server ends it, and its lock with it."""
CONNECTING = 10.0
"""Seconds to wait for a server that does not answer."""
STATEMENTS = 1000
"""How many statements a connection keeps ready: more than we have."""
_LOCK = f"SELECT pg_advisory_xact_lock({WRITERS})"
_NOT_DURABLE = "SET LOCAL synchronous_commit = off"
_AWAY = {
    "55P03": "database-busy",  # lock_not_available: another process did not let go
    "57014": "database-busy",  # query_canceled: it took longer than it may
    "40P01": "database-busy",  # deadlock_detected
    "40001": "database-busy",  # serialization_failure
    "53300": "database-crowded",  # too_many_connections
    "53100": "disk-full",
    "53200": "database-busy",  # out_of_memory
    "58030": "disk-error",
    "25006": "database-read-only",
    "3D000": "database-missing",  # no database of that name
    "28P01": "database-refused",  # invalid_password
    "28000": "database-refused",  # this user may not come from here
    "25P03": "database-away",  # idle_in_transaction_session_timeout: our transaction is gone
}
_AWAY_CLASSES = {"08": "database-away", "57": "database-away"}
"""Connections that broke, and a server that is stopping or starting."""


class Connections:
    """Transactions of a process on a database, over connections that are kept."""

    def __init__(self, url: URL, *, busy_seconds: float) -> None:
        busy = str(int(busy_seconds * 1000))
        settings = {
            "application_name": "latarnik",
            "lock_timeout": busy,
            "idle_in_transaction_session_timeout": HANGING,
            "timezone": "UTC",
        }
        self._engine = create_async_engine(
            url,
            hide_parameters=True,  # an error names the statement, and nobody's words
            pool_size=2 + READERS,  # a writer, and whoever listens
            max_overflow=READERS,
            pool_timeout=busy_seconds,
            connect_args={
                "server_settings": settings,
                "timeout": CONNECTING,
                "prepared_statement_cache_size": STATEMENTS,
            },
        )
        event.listen(self._engine.sync_engine, "checkout", _only_open_ones)
        self._readers = self._engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction while no other process writes."""
        async with _transaction(self._engine) as connection:
            await connection.exec_driver_sql(_LOCK)
            yield connection

    @asynccontextmanager
    async def passing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that waits for no other: it takes rows that nobody holds, and a power cut may undo it."""
        async with _transaction(self._engine) as connection:
            await connection.exec_driver_sql(_NOT_DURABLE)
            yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees one moment of the database and cannot write."""
        async with _transaction(self._readers) as connection:
            yield connection

    async def listen(self, neighbours: Neighbours, heard: Heard) -> None:
        """Tell other processes, and hear them, until cancelled."""
        lone = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        await Listening(lone, neighbours, heard)()

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()


def away(error: DBAPIError) -> str | None:
    """Why the database cannot do it just now; None when it is our own fault."""
    state = str(getattr(error.orig, "sqlstate", None) or "")
    known = _AWAY.get(state) or _AWAY_CLASSES.get(state[:2])
    return known or ("database-away" if error.connection_invalidated else None)


def _only_open_ones(connection: Any, _record: object, _proxy: object) -> None:
    """Leave what the server has closed: after its restart nobody's first statement must pay for it.

    The driver knows without asking, which asking before every transaction would cost three journeys.
    """
    if connection.driver_connection.is_closed():
        raise DisconnectionError


@asynccontextmanager
async def _transaction(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    async with AsyncExitStack() as stack:
        try:
            connection = await stack.enter_async_context(engine.connect())
        except OSError as error:  # nobody listens there, or does not answer
            raise Unavailable("database-away") from error
        except NoneFree as error:
            raise Unavailable("database-busy") from error
        async with connection.begin():
            yield connection
