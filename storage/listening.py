"""How processes on one PostgreSQL hear each other: LISTEN and NOTIFY over a connection of their own.

A process tells after its commit, not within it, so no writer holds the lock for longer; what is told at once goes
together. While the connection is lost everybody looks by himself, as on SQLite, and another one is opened.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.neighbours import INBOX, JOBS, Heard, Neighbours
from storage.postgresql_session import driver_errors, out_of_step

log = logging.getLogger(__name__)

CHANNEL = "latarnik"
BREATH = 0.05
"""Seconds between two notifications: the first goes at once, and what a rush has to tell after it goes together."""
STILL_THERE = 20.0
"""Seconds of silence after which the connection is tried: one that a firewall forgot says nothing."""
ANSWER = 10.0
"""Seconds within which the server answers, or the connection is given up."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0
"""Seconds until the next connection is tried."""
_TELL = "SELECT pg_notify($1, $2)"
_QUICK = "SET synchronous_commit = off"  # a notification writes to the log too, and nobody needs it after a power cut


class Listening:
    """Carries words to and from other processes, for ever.

    Args:
        engine: where the connection comes from; it is not given back to be used for anything else.
        neighbours: what this process has to tell.
        heard: what to do with the words of others.
    """

    def __init__(self, engine: AsyncEngine, neighbours: Neighbours, heard: Heard) -> None:
        self._engine, self._neighbours, self._heard = engine, neighbours, heard

    async def __call__(self) -> None:
        """Listen and tell until cancelled; a lost connection is opened again."""
        pause = FIRST_PAUSE
        while True:
            try:
                async with self._listening() as raw:
                    pause = FIRST_PAUSE
                    self._heard((JOBS, INBOX))  # whatever was told while nobody listened
                    await self._carry(raw)
            except _lost() as error:
                log.warning("other processes are not heard for a while", extra={"why": str(error)[:200]})
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    async def _carry(self, raw: Any) -> None:
        while not raw.is_closed():
            words = await self._neighbours.words(STILL_THERE)
            if words:
                await raw.execute(_TELL, CHANNEL, ",".join(sorted(words)), timeout=ANSWER)
                await asyncio.sleep(BREATH)
            else:
                await raw.execute("SELECT 1", timeout=ANSWER)

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[Any]:
        """The driver's own connection, which hears."""
        async with self._engine.connect() as connection:
            raw: Any = (await connection.get_raw_connection()).driver_connection
            try:
                await raw.execute(_QUICK, timeout=ANSWER)
                raw.add_termination_listener(self._ended)
                await raw.add_listener(CHANNEL, self._hear)
                yield raw
            finally:
                raw.remove_termination_listener(self._ended)
                raw.terminate()  # without a word: the server may not be there
                await connection.invalidate()

    def _ended(self, _connection: object) -> None:
        self._neighbours.look_up()

    def _hear(self, connection: Any, teller: int, _channel: str, words: str) -> None:
        if teller != connection.get_server_pid():
            self._heard(_split(words))


def _split(words: str) -> Collection[str]:
    return frozenset(words.split(","))


def _lost() -> tuple[type[Exception], ...]:
    return (TimeoutError, DBAPIError, *driver_errors(), out_of_step())
