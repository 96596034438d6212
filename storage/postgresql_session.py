"""A session at a PostgreSQL server: transactions that cost few journeys.

A journey to the server and back costs more than most of our statements, and so does handing one to SQLAlchemy's
greenlets. So SQLAlchemy puts our statements into words, while transactions begin and end on the driver's own
connection, what belongs to a beginning in one journey; SQLAlchemy sees one that never ends, as on SQLite.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine


class Session:
    """A connection that is kept; one transaction at a time.

    Attributes:
        connection: runs the statements of the transaction that has begun.
    """

    def __init__(self, connection: AsyncConnection, raw: Any) -> None:
        self.connection = connection
        self._raw = raw
        self._in_doubt = False

    @classmethod
    async def open(cls, engine: AsyncEngine) -> Session:
        """Connect; the engine leaves transactions alone (AUTOCOMMIT).

        Raises:
            OSError: nobody listens there, or does not answer in time.
            DBAPIError: the server does not want us.
        """
        connection = await engine.connect()
        await connection.begin()  # never ended: see above
        return cls(connection, (await connection.get_raw_connection()).driver_connection)

    @property
    def usable(self) -> bool:
        """Whether the server has not closed it, as far as the driver has heard: asking would cost a journey."""
        return not (self._in_doubt or self._raw.is_closed() or self.connection.invalidated)

    async def begin(self, words: str) -> None:
        """Begin a transaction with these statements."""
        await self._run(words)

    async def commit(self) -> None:
        """Commit; what it leaves in doubt is the server's last word that did not come."""
        await self._run("COMMIT")

    def leave(self) -> None:
        """It is used for nothing any more."""
        self._in_doubt = True

    async def end(self) -> bool:
        """Undo what is not committed; False, and the connection is gone, when it cannot be used again."""
        try:
            if self.usable and self._raw.is_in_transaction():
                await self._run("ROLLBACK")
        except (DBAPIError, out_of_step()):  # the server undoes it, for it sees the connection end
            self.leave()
        finally:
            if not self.usable:
                self._raw.terminate()  # without a word: the server may not be there
                await self.connection.invalidate()
        return self.usable

    async def close(self) -> None:
        """Say goodbye to the server."""
        await self.connection.close()

    async def _run(self, words: str) -> None:
        """Run statements; a caller that is cancelled, or an answer that does not come, leaves it in doubt."""
        self._in_doubt = True
        with _as_sqlalchemy_would(words, self._raw):
            await self._raw.execute(words)
        self._in_doubt = False


def driver_errors() -> tuple[type[Exception], ...]:
    """What the driver raises; it has no types, and only a process with its books on a server has it."""
    driver: Any = import_module("asyncpg")
    return (OSError, driver.PostgresError, driver.InterfaceError)


def out_of_step() -> type[Exception]:
    """What it raises between the server's goodbye and the end of the line; SQLAlchemy passes it on as it is."""
    driver: Any = import_module("asyncpg")
    error: type[Exception] = driver.InternalClientError
    return error


@contextmanager
def _as_sqlalchemy_would(words: str, raw: Any) -> Iterator[None]:
    """Wrap what the driver says of our own beginnings and ends as SQLAlchemy wraps all the rest."""
    try:
        yield
    except driver_errors() as error:
        raise DBAPIError.instance(
            words, None, error, Exception, connection_invalidated=raw.is_closed()
        ) from error
