"""Whether a process of Latarnik works on the books: what moves or replaces them must be alone with them.

Beside a file of SQLite's lies a lock file, held by whoever works and let go with the process, whatever its end. On
PostgreSQL the server knows who is connected, from whatever machine.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from sqlalchemy import text

from storage.copying import CopyRefused
from storage.dialects import explained, open_engines, parse_url

_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND application_name LIKE 'latarnik%' AND pid <> pg_backend_pid()"
)
_BUSY_SECONDS = 5.0


@contextmanager
def at_work(url: str) -> Iterator[None]:
    """Work on the books, beside others who do.

    Raises:
        CopyRefused: books-held, they are being moved or replaced just now.
        UnusableDatabaseUrl: the address names no database that we can use.
    """
    path = file_of(url)
    if path is None:
        yield
        return
    with _locked(path, fcntl.LOCK_SH, "books-held"):
        yield


@asynccontextmanager
async def alone(url: str) -> AsyncIterator[None]:
    """Nobody works on the books, and on a file nobody begins to.

    Raises:
        CopyRefused: books-in-use.
        UnusableDatabaseUrl, Unavailable: as for any database.
    """
    path = file_of(url)
    if path is not None:
        with _locked(path, fcntl.LOCK_EX, "books-in-use"):
            yield
        return
    engines = open_engines(url, _BUSY_SECONDS)
    try:
        with explained(engines.room):
            async with engines.reading() as connection:
                others = (await connection.execute(_OTHERS)).scalar_one()
    finally:
        await engines.close()
    if others:
        raise CopyRefused("books-in-use", connections=str(others))
    yield


def file_of(url: str) -> Path | None:
    """The file of books in SQLite; None for a server's."""
    parsed = parse_url(url)
    return Path(str(parsed.database)) if parsed.get_backend_name() == "sqlite" else None


@contextmanager
def _locked(books: Path, how: int, refusal: str) -> Iterator[None]:
    books.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(books.with_name(books.name + ".lock"), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CopyRefused(refusal) from error
        yield
    finally:
        os.close(descriptor)
