"""All books from one database into another, SQLite or PostgreSQL either way: nothing lost, or nothing done.

Source and target are held by a writing transaction each, so nobody else writes meanwhile. The target's is committed
when every row was read back and the history holds; then the source's, which says that its books are elsewhere now.
Whoever is cut off before finds the target empty and begins anew; cut off between the two, the next attempt finds the
same books on both sides and only writes that mark.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Table, func, select

from storage.copying import CopyRefused, Sum, count_on, make_way, parts, put, summed
from storage.dialects import Engines, explained, open_engines, parse_url, table_names
from storage.events import History, examined
from storage.head import Seal
from storage.schema import HEAD, is_newer, migrate, version
from storage.secrets import SecretBox
from storage.standstill import MOVED, stand_still, why_still
from storage.tables import metadata
from storage.traffic import chain
from storage.transaction import Shared
from storage.unit_of_work import Units, Work

BUSY_SECONDS = 30.0
_VERSIONS = "alembic_version"
_LENGTH = select(chain.c.length)

Progress = Callable[[str, int], None]
"""Told of each table and how many of its rows are over there so far."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved: rows of each table, lines of the history."""

    rows: Mapping[str, int]
    history: int


async def move(source: str, target: str, box: SecretBox, tell: Progress) -> Moved:
    """Copy all books into an empty database, look at every row there, and leave a mark in the old ones.

    Raises:
        CopyRefused: see there; the source is as it was, the target has no rows.
        UnusableDatabaseUrl, Unavailable: as for any database.
    """
    if parse_url(source) == parse_url(target):
        raise CopyRefused("books-same")
    before, after = _opened(source, box), _opened(target, box)
    try:
        async with before.units() as here:
            await _fit_to_move(here)
            await _refuse_strangers(after.engines)
            await migrate(target)
            return await _moved(here, after.units, tell)
    finally:
        await before.engines.close()
        await after.engines.close()


@dataclass(frozen=True, slots=True)
class _Side:
    engines: Engines
    units: Units


def _opened(url: str, box: SecretBox) -> _Side:
    engines = open_engines(url, BUSY_SECONDS)
    return _Side(engines, Units(engines, Shared(engines.name, box, lambda: datetime.now(UTC))))


async def _fit_to_move(here: Work) -> None:
    at = await version(here.transaction.connection)
    if at != HEAD:
        raise CopyRefused("books-newer" if is_newer(at) else "books-schema")
    if why := await why_still(here.transaction):
        raise CopyRefused(why)
    if not _carries_on(await examined(here.transaction)):
        raise CopyRefused("books-broken")


def _carries_on(history: History) -> bool:
    """Whether it may go on elsewhere: one that no key has sealed yet stays so, and is told of there."""
    return not history.broken and history.seal in {Seal.WHOLE, Seal.MISSING}


async def _refuse_strangers(there: Engines) -> None:
    with explained(there.room):
        async with there.writing() as connection:
            names = await connection.run_sync(table_names)
    if names and _VERSIONS not in names:
        raise CopyRefused("books-foreign")


async def _moved(here: Work, there: Units, tell: Progress) -> Moved:
    async with there() as work:
        same = await _is_copied(here, work)
        if not same:
            await _refuse_books(work)
        sums = {table.name: await _table(here, work, table, tell, copied=same) for table in _in_order()}
        if not _carries_on(await examined(work.transaction)):
            raise CopyRefused("books-broken")
        history = await work.transaction.first(_LENGTH)
    await stand_still(here.transaction, MOVED)
    return Moved({name: total.rows for name, total in sums.items()}, history.length if history else 0)


async def _table(here: Work, there: Work, table: Table, tell: Progress, *, copied: bool) -> Sum:
    """Copy a table, unless it was copied before; either way every row of it is looked at over there."""
    source, target = here.transaction.connection, there.transaction.connection
    sent = Sum()
    if not copied:
        await make_way(target, table)
    async for rows in parts(source, table):
        if not copied:
            await put(target, table, rows)
        sent.add(rows)
        tell(table.name, sent.rows)
    if there.transaction.shared.dialect == "postgresql":
        await count_on(target, table)
    if await summed(target, table) != sent:
        raise CopyRefused("books-differ", table=table.name)
    return sent


def _in_order() -> list[Table]:
    """Tables so that whatever a row names is there before it."""
    return list(metadata.sorted_tables)


async def _is_copied(here: Work, there: Work) -> bool:
    """Whether an attempt before this one has brought everything over and could not say so here."""
    for table in _in_order():
        wanted = select(func.count()).select_from(table)
        sizes = [(await side.transaction.connection.execute(wanted)).scalar_one() for side in (here, there)]
        if sizes[0] != sizes[1]:
            return False
    heads = [await side.transaction.first(select(chain.c.length, chain.c.hash)) for side in (here, there)]
    return heads[0] is not None and heads[0] == heads[1] and heads[0].length > 0


async def _refuse_books(there: Work) -> None:
    for table in _in_order():
        rows = select(func.count()).select_from(table)
        rows = rows.where(chain.c.length > 0) if table is chain else rows
        if (await there.transaction.connection.execute(rows)).scalar_one():
            raise CopyRefused("books-not-empty", table=table.name)
