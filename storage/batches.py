"""The book of batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, case, func, select

from invoicing.services.jobs import Submit
from invoicing.services.ksef_records import Batch, BatchStatus
from storage.codec import decode
from storage.columns import Moment
from storage.ksef_tables import batches
from storage.tables import WAITING, invoices
from storage.traffic import jobs
from storage.transaction import Transaction

AT_ONCE = 500
"""Values in one statement: SQLite and PostgreSQL bind some ten thousand at most."""
_STATE = ("status", "attempt", "reference", "sent_at", "settled_at", "accepted", "rejected", "size")
_GET = select(batches).where(batches.c.id == bindparam("batch"))
_SAVE = (
    batches.update()
    .where(batches.c.id == bindparam("batch"))
    .values({name: bindparam(f"new_{name}") for name in _STATE})
)
_UNSETTLED = (
    select(batches)
    .where(batches.c.status != BatchStatus.SETTLED.value, batches.c.company_id == bindparam("company"))
    .order_by(batches.c.seq)
)
_FREE = (
    invoices.c.company_id == bindparam("company"),
    invoices.c.status == "issued",
    invoices.c.batch_id.is_(None),
    invoices.c.corrects.is_(None),  # a technical correction goes in an interactive session only
)
_CROWD = select(
    func.count().label("waiting"),
    func.coalesce(
        func.sum(case((invoices.c.issued_at >= bindparam("since", type_=Moment), 1), else_=0)), 0
    ).label("fresh"),
).where(*_FREE)
_OF_BATCH = (invoices.c.batch_id == bindparam("batch"),)
_OPEN = (*_OF_BATCH, invoices.c.status.in_(WAITING))
_DOCUMENTS = (
    select(invoices.c.seq, invoices.c.sha256, invoices.c.xml)
    .where(*_OPEN, invoices.c.seq > bindparam("after"))
    .order_by(invoices.c.seq)
    .limit(bindparam("most"))
)
_MARK = (
    invoices.update()
    .where(*_OPEN)
    .values(status=bindparam("new_status"), session_reference=bindparam("session"))
)
_WAITS = (
    invoices.update()
    .where(*_OPEN, invoices.c.waiting_since.is_(None))
    .values(waiting_since=bindparam("since", type_=Moment))
)
_LEFT = select(invoices.c.id, invoices.c.attempt).where(*_OPEN).order_by(invoices.c.seq)
_RELEASE = (
    invoices.update()
    .where(*_OPEN)
    .values(batch_id=None, status="issued", session_reference=None, attempt=invoices.c.attempt + 1)
)
_ELDEST = select(invoices.c.id).where(*_OPEN).order_by(invoices.c.seq).limit(1)
_ISSUERS = select(invoices.c.issued_by).where(*_OF_BATCH).distinct().order_by(invoices.c.issued_by)
_REJECTED = (
    select(invoices.c.number, invoices.c.rejection)
    .where(*_OF_BATCH, invoices.c.status == "rejected")
    .order_by(invoices.c.seq)
    .limit(bindparam("most"))
)
_VERDICT = tuple[str, ...]


class Batches:
    """`BatchBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def crowd(self, company_id: UUID, since: datetime) -> tuple[int, int]:
        """How many issued invoices of the company are in no batch and unsent; and how many of them are from `since` on."""
        row = await self._transaction.first(_CROWD, {"company": company_id, "since": since})
        return (row.waiting, row.fresh) if row else (0, 0)

    async def gather(self, batch: Batch, limit: int, before: datetime | None = None) -> int:
        """Write the batch and put up to `limit` of the company's issued, unbatched invoices of its mode into it.

        Oldest first; only those issued before a moment, if one is given. Their own promises to submit are crossed
        out. Returns how many; 0 writes nothing.
        """
        taken = await self._take(batch, limit, before)
        if taken:
            fixed = {
                "id": batch.id,
                "company_id": batch.company_id,
                "offline": batch.offline,
                "gathered_at": batch.gathered_at,
            }
            await self._transaction.add(batches, {**fixed, **_state(batch), "size": taken})
        return taken

    async def top_up(self, batch: Batch, limit: int, before: datetime) -> int:
        """Put more of the kind into a batch that nothing has been sent of; its size grows, up to `limit`. Returns how many."""
        taken = await self._take(batch, limit - batch.size, before) if batch.size < limit else 0
        if taken:
            await self.save(replace(batch, size=batch.size + taken))
        return taken

    async def get(self, batch_id: UUID) -> Batch:
        """The batch of that id (KeyError when there is none)."""
        row = await self._transaction.first(_GET, {"batch": batch_id})
        if row is None:
            raise KeyError(batch_id)
        return _batch(row)

    async def save(self, batch: Batch) -> None:
        """Write how far it got (KeyError when there is none)."""
        values = {f"new_{name}": value for name, value in _state(batch).items()}
        if not await self._transaction.run(_SAVE, {"batch": batch.id, **values}):
            raise KeyError(batch.id)

    async def documents(self, batch_id: UUID, after: int, limit: int) -> Sequence[tuple[int, bytes, bytes]]:
        """A page of its unsettled documents: (place, SHA-256, XML), places above `after`, in order."""
        values = {"batch": batch_id, "after": after, "most": limit}
        rows = await self._transaction.rows(_DOCUMENTS, values)
        return [(row.seq, row.sha256, row.xml) for row in rows]

    async def mark(self, batch: Batch) -> None:
        """Bring its unsettled invoices in line: sent in the batch's session, or issued while it has none."""
        sent = batch.status is BatchStatus.SENT
        session = batch.reference if sent else None
        values = {"batch": batch.id, "new_status": "sent" if sent else "issued", "session": session}
        await self._transaction.run(_MARK, values)

    async def waits(self, batch_id: UUID, since: datetime) -> None:
        """Note of its unsettled invoices that they wait for KSeF since then; who waited before keeps that moment."""
        await self._transaction.run(_WAITS, {"batch": batch_id, "since": since})

    async def members(self, batch_id: UUID, digests: Sequence[bytes]) -> dict[bytes, UUID]:
        """Which unsettled invoices of the batch have those SHA-256."""
        found: dict[bytes, UUID] = {}
        for some in _chunks(digests):
            named = select(invoices.c.sha256, invoices.c.id).where(
                invoices.c.batch_id == batch_id,
                invoices.c.status.in_(WAITING),
                invoices.c.sha256.in_(some),
            )
            found |= {row.sha256: row.id for row in await self._transaction.rows(named)}
        return found

    async def release(self, batch_id: UUID) -> Sequence[tuple[UUID, int]]:
        """Take every unsettled invoice out of the batch, issued again; returns them with the attempt that is due."""
        rows = await self._transaction.rows(_LEFT, {"batch": batch_id})
        await self._transaction.run(_RELEASE, {"batch": batch_id})
        return [(row.id, row.attempt + 1) for row in rows]

    async def unsettled(self, company_id: UUID) -> Sequence[Batch]:
        """Batches of a company that wait for sending or for verdicts, oldest first."""
        return [_batch(row) for row in await self._transaction.rows(_UNSETTLED, {"company": company_id})]

    async def eldest(self, batch_id: UUID) -> UUID | None:
        """The oldest unsettled invoice of the batch, whose term ends first; None when all are settled."""
        row = await self._transaction.first(_ELDEST, {"batch": batch_id})
        return row and row.id

    async def issuers(self, batch_id: UUID) -> Sequence[UUID]:
        """Who issued what is in it."""
        return [row.issued_by for row in await self._transaction.rows(_ISSUERS, {"batch": batch_id})]

    async def rejected(self, batch_id: UUID, limit: int) -> Sequence[tuple[str, tuple[str, ...]]]:
        """Numbers of its rejected invoices with their verdicts (status, description, details...), oldest first."""
        rows = await self._transaction.rows(_REJECTED, {"batch": batch_id, "most": limit})
        return [(row.number, decode(_VERDICT, row.rejection)) for row in rows]

    async def _take(self, batch: Batch, limit: int, before: datetime | None) -> int:
        mode = invoices.c.offline_mode.is_not(None) if batch.offline else invoices.c.offline_mode.is_(None)
        old = [] if before is None else [invoices.c.issued_at < before]
        oldest = (
            select(invoices.c.seq, invoices.c.id, invoices.c.attempt)
            .where(*_FREE, mode, *old)
            .order_by(invoices.c.seq)
            .limit(limit)
        )
        rows = await self._transaction.rows(oldest, {"company": batch.company_id})
        for some in _chunks(rows):
            chosen = invoices.c.seq.in_([row.seq for row in some])
            await self._transaction.run(invoices.update().where(chosen).values(batch_id=batch.id))
            await self._cross_out([Submit(row.id, row.attempt).key for row in some])
        return len(rows)

    async def _cross_out(self, keys: Sequence[str]) -> None:
        """The batch keeps these promises; who works on one just now finds its lease lost."""
        shared = self._transaction.shared
        kept = (
            jobs.update()
            .where(jobs.c.key.in_(keys), jobs.c.done_at.is_(None))
            .values(done_at=shared.now(), leased_by=None, leased_until=None)
        )
        await self._transaction.run(kept)
        self._transaction.after_commit.extend([partial(self._let_go, keys), shared.jobs_changed])

    def _let_go(self, keys: Sequence[str]) -> None:
        for key in keys:
            self._transaction.shared.leases.let_go(key)


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))


def _state(batch: Batch) -> dict[str, Any]:
    return {**{name: getattr(batch, name) for name in _STATE}, "status": batch.status.value}


def _batch(row: Row[Any]) -> Batch:
    return Batch(
        id=row.id,
        company_id=row.company_id,
        offline=row.offline,
        size=row.size,
        gathered_at=row.gathered_at,
        status=BatchStatus(row.status),
        attempt=row.attempt,
        reference=row.reference,
        sent_at=row.sent_at,
        settled_at=row.settled_at,
        accepted=row.accepted,
        rejected=row.rejected,
    )
