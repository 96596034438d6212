"""Books as they are after years: rows of one real invoice, written again under other names.

Copied is what grows with every invoice: draft, document, shelf, delivery, promises, what people said, and the history,
whose hashes are made as the app makes them. Papers and originals of letters (files, in fact) are not copied.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Table, bindparam, func, select, text

from benchmarks.books import reading, writing
from storage.database import Database
from storage.events import line_hash
from storage.head import read_head, write_head
from storage.shelf_tables import filed
from storage.tables import deliveries, drafts, invoices
from storage.traffic import events, inbox, jobs
from storage.unit_of_work import Work

AT_ONCE = 1000
PROMISES, WORDS, LINES = 6, 2, 5
"""Promises, messages of a person, and lines of the history that an invoice leaves behind (counted on real ones)."""
_FILE = text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
_SERVER = text("SELECT pg_database_size(current_database())")
Row = dict[str, Any]


async def count(database: Database) -> int:
    """How many invoices lie in the books."""
    async with reading(database) as work:
        found = await work.transaction.first(select(func.count()).select_from(invoices))
    return int(found[0]) if found else 0


async def kilobytes(database: Database, *, file: bool) -> float:
    """The room that the books take on the disk, indexes and all, in thousands of bytes."""
    async with reading(database) as work:
        found = await work.transaction.first(_FILE if file else _SERVER)
    return int(found[0]) / 1000 if found else 0.0


async def grow(database: Database, size: int) -> None:
    """Until so many invoices lie there."""
    async with reading(database) as work:
        pattern = {table.name: await _last(work, table) for table in (invoices, jobs, inbox, events)}
        invoice = pattern[invoices.name]
        pattern[drafts.name] = await _of(work, drafts, drafts.c.id, invoice["draft_id"])
        pattern[filed.name] = await _of(work, filed, filed.c.invoice_id, invoice["id"])
        pattern[deliveries.name] = await _of(work, deliveries, deliveries.c.invoice_id, invoice["id"])
    left = size - await count(database)
    while left > 0:
        async with writing(database) as work:
            for table, rows in _copies(pattern, min(AT_ONCE, left)).items():
                await work.transaction.connection.execute(table.insert(), rows)
            await _write_history(work, pattern[events.name], min(AT_ONCE, left) * LINES)
        left -= AT_ONCE


async def _last(work: Work, table: Table) -> Row:
    key = next(iter(table.primary_key))
    row = await work.transaction.first(select(table).order_by(key.desc()).limit(1))
    return _named(table, row, key.name)


async def _of(work: Work, table: Table, column: Any, value: object) -> Row:
    row = await work.transaction.first(select(table).where(column == bindparam("wanted")), {"wanted": value})
    return _named(table, row, "seq")


def _named(table: Table, row: Any, key: str) -> Row:
    """The values of a row by their columns, but for the key that the database gives."""
    if row is None:
        raise LookupError(f"{table.name} is empty: nothing to copy")
    found = dict(zip(table.columns.keys(), row, strict=True))
    return {name: value for name, value in found.items() if name != key}


def _copies(pattern: dict[str, Row], number: int) -> dict[Table, list[Row]]:
    made: dict[Table, list[Row]] = {table: [] for table in (drafts, invoices, filed, deliveries, jobs, inbox)}
    now = datetime.now(UTC)
    for _ in range(number):
        draft, invoice, name = uuid4(), uuid4(), uuid4().hex
        made[drafts].append({**pattern[drafts.name], "id": draft})
        named = {"number": f"FV/{name[:12]}", "ksef_number": name[:35], "sha256": _digest(invoice)}
        made[invoices].append({**pattern[invoices.name], **named, "id": invoice, "draft_id": draft})
        shelf = {"id": invoice, "invoice_id": invoice, "number": named["number"], "number_folded": name[:12]}
        made[filed].append({**pattern[filed.name], **shelf})
        letter = {"id": uuid4(), "invoice_id": invoice, "message_id": f"<{name}@x>", "address": f"{name}@x"}
        made[deliveries].append({**pattern[deliveries.name], **letter})
        made[jobs].extend(_kept(pattern[jobs.name], f"{name}:{at}", now) for at in range(PROMISES))
        made[inbox].extend(_kept(pattern[inbox.name], f"{name}:{at}", now) for at in range(WORDS))
    return made


def _kept(row: Row, key: str, now: datetime) -> Row:
    """A promise, or a message, that is done with."""
    return {**row, "key": key, "done_at": now, "parked_at": None} | (
        {"leased_by": None, "leased_until": None} if "leased_by" in row else {}
    )


def _digest(invoice: UUID) -> bytes:
    return invoice.bytes * 2


async def _write_history(work: Work, pattern: Row, number: int) -> None:
    head = await read_head(work.transaction, to_write=True)
    if head is None:
        raise LookupError("the history has lost its head")
    rows = []
    for line in _lines(pattern, head.length, number):
        head.hash = line_hash(head.hash, line)
        rows.append({**line, "hash": head.hash})
    head.length += number
    head.seal_with(work.transaction.shared.box)
    await work.transaction.connection.execute(events.insert(), rows)
    await write_head(work.transaction, head)


def _lines(pattern: Row, length: int, number: int) -> Iterator[Row]:
    for at in range(number):
        yield {**pattern, "seq": length + at + 1, "invoice_id": uuid4() if at % LINES == 0 else None}
