"""A copy of all books in one file, made while Latarnik works, and books made of such a copy again."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import func, select, table, text

from storage.copying import CopyRefused
from storage.damage import damage_of, is_damage
from storage.dialects import Connected, Engines, explained, open_engines, parse_url, room_beside, table_names
from storage.dumps import dump, replay
from storage.presence import file_of
from storage.schema import is_newer, version
from storage.tables import companies
from storage.traffic import chain

_BUSY_SECONDS = 30.0
_SNAPSHOT = text("SELECT pg_export_snapshot()")
_PATIENT = "SET LOCAL idle_in_transaction_session_timeout = 0"
_HEAD = select(chain.c.length, chain.c.hash)


@dataclass(frozen=True, slots=True)
class Contents:
    """What books hold: their revision, rows of each table, how long the history is, its last hash."""

    schema: str
    rows: Mapping[str, int]
    history: int
    head: str


async def copy_books(url: str, into: Path) -> Contents:
    """Copy all books as they are at one moment; nobody who works on them waits.

    Raises:
        CopyRefused: books-schema, there are none or of a version to come; books-damaged, what was copied does not
            hold; copy-failed; on PostgreSQL copy-tools.
        UnusableDatabaseUrl, Unavailable: as for any database.
    """
    path = file_of(url)
    if path is None:
        return await _from_server(url, into)
    if not path.exists():
        raise CopyRefused("books-schema")
    await asyncio.to_thread(_from_file, path, into)
    await asyncio.to_thread(_look_at_books, into)
    return await contents(f"sqlite:///{into}")


async def contents(url: str) -> Contents:
    """What books hold.

    Raises:
        CopyRefused: books-schema.
    """
    async with _reading(url) as connection:
        return await _contents(connection)


async def is_empty(url: str) -> bool:
    """Whether nobody has ever kept books there: no tables, or a history without a line and no company.

    Raises:
        Unavailable: database-damaged, there is something that cannot be read; or as for any database.
    """
    path = file_of(url)
    if path is not None and not path.exists():
        return True
    async with _reading(url) as connection:
        at = await version(connection)
    if at is None:
        return True
    async with _reading(url) as connection:
        rows = select(func.count()).select_from(companies)
        head = (await connection.execute(_HEAD)).first()
        return not (await connection.execute(rows)).scalar_one() and not (head and head.length)


def look_at_file(copy: Path) -> None:
    """Whether a file is a whole database of SQLite's.

    Raises:
        CopyRefused: copy-damaged.
    """
    try:
        found = damage_of(copy, thoroughly=True)
    except sqlite3.Error as error:
        raise CopyRefused("copy-damaged", text=str(error)) from error
    if found:
        raise CopyRefused("copy-damaged", text=found)


def put_in_place(prepared: Path, place: Path, aside: str) -> Path | None:
    """Let a file be the books from now on; what was there is kept beside under another name, which is returned.

    Args:
        prepared: a file on the same disk.
        place: the file that the books are in.
        aside: what is added to the name of the books that were there.

    Raises:
        Unavailable: what is there cannot be opened, for another reason than its damage.
    """
    kept = None
    with explained(partial(room_beside, place)):
        if place.exists():
            kept = _set_aside(place, aside)
        _gather(prepared)
    prepared.rename(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return kept


async def put_on_server(url: str, dumped: Path, aside: str | None, why: str) -> None:
    """Make books of a dump, in one transaction: whatever goes wrong, what was there stays.

    Args:
        url: of the server's database.
        dumped: the file that `copy_books` wrote.
        aside: the schema that what was there becomes; None: it was empty, and goes.
        why: the standstill that the new books begin with.

    Raises:
        CopyRefused: copy-tools, copy-failed.
    """
    await replay(parse_url(url), dumped, aside, why)


def _set_aside(place: Path, aside: str) -> Path:
    """Damaged books too, as they are: what is in their journal only stays beside them under the new name."""
    try:
        _gather(place)
    except sqlite3.Error as error:
        if not is_damage(error):
            raise
    kept = place.with_name(f"{place.name}.{aside}")
    place.rename(kept)
    for beside in ("-wal", "-shm"):
        journal = place.with_name(place.name + beside)
        if journal.exists():
            journal.rename(kept.with_name(kept.name + beside))
    return kept


def _gather(books: Path) -> None:
    with closing(sqlite3.connect(books)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # all of it is in the one file then


def _from_file(path: Path, into: Path) -> None:
    os.close(os.open(into, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(into)) as target:
            source.backup(target)  # in one step: in WAL mode a reader holds up no writer
            target.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        reason = "books-damaged" if is_damage(error) else "copy-failed"
        raise CopyRefused(reason, text=str(error)) from error


def _look_at_books(copied: Path) -> None:
    """Pages are copied unread, so a spoilt one comes along; no such copy may take the place of a good one."""
    try:
        found = damage_of(copied, thoroughly=True)
    except sqlite3.Error as error:
        raise CopyRefused("copy-failed", text=str(error)) from error
    if found:
        raise CopyRefused("books-damaged", text=found)


async def _from_server(url: str, into: Path) -> Contents:
    async with _reading(url) as connection:
        await connection.exec_driver_sql(_PATIENT)  # the dump may take longer than a transaction may hang
        snapshot = (await connection.execute(_SNAPSHOT)).scalar_one()
        found = await _contents(connection)
        await dump(parse_url(url), into, snapshot)
        return found


async def _contents(connection: Connected) -> Contents:
    at = await version(connection)
    if at is None:
        raise CopyRefused("books-schema")
    if is_newer(at):
        raise CopyRefused("books-newer")
    rows = {}
    for name in sorted(await connection.run_sync(table_names)):
        counted = select(func.count()).select_from(table(name))  # as they are there, whatever ours are by now
        rows[name] = (await connection.execute(counted)).scalar_one()
    head = (await connection.execute(_HEAD)).one()
    return Contents(at, rows, head.length, head.hash.hex())


@asynccontextmanager
async def _reading(url: str) -> AsyncIterator[Connected]:
    engines: Engines = open_engines(url, _BUSY_SECONDS)
    try:
        with explained(engines.room):
            async with engines.reading() as connection:
                yield connection
    finally:
        await engines.close()
