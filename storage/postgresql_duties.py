"""Duties among the processes that share a PostgreSQL: locks of a session that is kept for nothing else.

The server frees them when the session ends: at once when the process dies, within `_GONE` when its machine vanishes
without a word. A process that no longer hears the server lets go sooner than that, so that two never do the same.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from typing import Any

from sqlalchemy import URL, NullPool
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from invoicing.model.errors import Unavailable

log = logging.getLogger(__name__)

HEARTBEAT = 4.0
"""Seconds between two questions whether the server is still there."""
PATIENCE = 8.0
"""Seconds in which it has to answer."""
_CONNECTING = 10.0
_GONE = {
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "25000",  # the same for one that vanished before it had taken our last answer; ms
}
"""The server's side: a machine that has been silent for 25 s is taken for gone; ours lets go after 12."""
_AWAY = (DBAPIError, OSError, TimeoutError)


class SessionDuties:
    """`Duties` on one connection, opened when the first duty is asked for.

    Args:
        url: the database's address, with its driver.
    """

    def __init__(self, url: URL) -> None:
        settings = {"application_name": "latarnik duties", **_GONE}
        self._engine = create_async_engine(
            url,
            hide_parameters=True,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={"server_settings": settings, "timeout": _CONNECTING},
        )
        self._turn = asyncio.Lock()
        self._connection: AsyncConnection | None = None
        self._heart: asyncio.Task[None] | None = None
        self._ours: dict[str, asyncio.Event] = {}

    async def take(self, name: str) -> bool:
        """Whether the duty is ours now; see `Duties`."""
        async with self._turn:
            if name in self._ours:
                return True
            taken = await self._ask(f"SELECT pg_try_advisory_lock({_number_of(name)})")
            if taken and self._connection is not None:
                self._ours[name] = asyncio.Event()
        return name in self._ours

    async def lost(self, name: str) -> None:
        """Until the session is gone that held it."""
        if name in self._ours:
            await self._ours[name].wait()

    async def give_up(self, name: str) -> None:
        """Let others have it; where that cannot be said, the session's end says it."""
        async with self._turn:
            if self._ours.pop(name, None) is None:
                return
            try:
                await self._ask(f"SELECT pg_advisory_unlock({_number_of(name)})")
            except Unavailable:
                log.info("a duty falls with its connection")

    async def close(self) -> None:
        """Let others have all of them."""
        async with self._turn:
            await self._part()
        await self._engine.dispose()

    async def _ask(self, question: str) -> Any:
        """The server's answer, over a connection that is opened anew when there is none.

        Raises:
            Unavailable: there is none; whatever we held is lost.
        """
        try:
            async with asyncio.timeout(_CONNECTING):
                connection = self._connection or await self._connected()
                return (await connection.exec_driver_sql(question)).scalar()
        except _AWAY as error:
            await self._part()
            raise Unavailable("database-missing", text=str(error)[:200]) from error

    async def _connected(self) -> AsyncConnection:
        connection = await self._engine.connect()
        raw = await connection.get_raw_connection()
        driver: Any = raw.driver_connection
        held: dict[str, asyncio.Event] = {}
        self._ours = held
        driver.add_termination_listener(lambda _: _drop(held))
        self._connection = connection
        self._heart = asyncio.create_task(self._beat())  # task: it ends with its connection
        return connection

    async def _beat(self) -> None:
        """Ask again and again; whoever gets no answer has nothing any more."""
        while self._connection is not None:
            await asyncio.sleep(HEARTBEAT)
            try:
                async with asyncio.timeout(PATIENCE), self._turn:
                    if self._connection is not None:
                        await self._connection.exec_driver_sql("SELECT 1")
            except _AWAY:
                log.warning("the server does not answer, so its duties are ours no more")
                self._heart = None
                await self._part()

    async def _part(self) -> None:
        connection, self._connection = self._connection, None
        heart, self._heart = self._heart, None
        _drop(self._ours)
        if heart is not None and heart is not asyncio.current_task():
            heart.cancel()
        if connection is not None:
            try:
                await connection.invalidate()  # no goodbye: it would wait for a server that does not answer
                await connection.close()
            except _AWAY:
                log.info("the connection was gone already")


def _drop(held: dict[str, asyncio.Event]) -> None:
    for lost in held.values():
        lost.set()
    held.clear()


def _number_of(name: str) -> int:
    """A lock of the database's own has a number of 64 bits."""
    return int.from_bytes(hashlib.sha256(b"latarnik duty " + name.encode()).digest()[:8], signed=True)
