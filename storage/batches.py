"""The book of batches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select

from invoicing.services.ksef_records import Batch, BatchStatus
from storage.ksef_tables import batches
from storage.tables import WAITING, invoices
from storage.transaction import Transaction

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
)
_OPEN = (invoices.c.batch_id == bindparam("batch"), invoices.c.status.in_(WAITING))
_DOCUMENTS = (
    select(invoices.c.seq, invoices.c.sha256, invoices.c.xml)
    .where(*_OPEN, invoices.c.seq > bindparam("after"))
    .order_by(invoices.c.seq)
    .limit(bindparam("most"))
)
_LEFT = select(invoices.c.id).where(*_OPEN).order_by(invoices.c.seq)
_RELEASE = invoices.update().where(*_OPEN).values(batch_id=None)


class Batches:
    """`BatchBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def gather(self, batch: Batch, limit: int) -> int:
        """Write the batch and put up to `limit` of the company's issued, unbatched invoices of its mode into it.

        Oldest first. Returns how many; 0 writes nothing.
        """
        mode = invoices.c.offline_mode.is_not(None) if batch.offline else invoices.c.offline_mode.is_(None)
        oldest = select(invoices.c.seq).where(*_FREE, mode).order_by(invoices.c.seq).limit(bindparam("most"))
        take = invoices.update().where(invoices.c.seq.in_(oldest)).values(batch_id=bindparam("batch"))
        values = {"company": batch.company_id, "most": limit, "batch": batch.id}
        taken = await self._transaction.run(take, values)
        if taken:
            fixed = {
                "id": batch.id,
                "company_id": batch.company_id,
                "offline": batch.offline,
                "gathered_at": batch.gathered_at,
            }
            await self._transaction.add(batches, {**fixed, **_state(batch), "size": taken})
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

    async def members(self, batch_id: UUID, digests: Sequence[bytes]) -> dict[bytes, UUID]:
        """Which invoices of the batch have those SHA-256."""
        found: dict[bytes, UUID] = {}
        for start in range(0, len(digests), 500):  # SQLite binds so many values at once
            named = select(invoices.c.sha256, invoices.c.id).where(
                invoices.c.batch_id == batch_id, invoices.c.sha256.in_(digests[start : start + 500])
            )
            found |= {row.sha256: row.id for row in await self._transaction.rows(named)}
        return found

    async def release(self, batch_id: UUID) -> Sequence[UUID]:
        """Take every invoice without a verdict out of the batch; returns them, oldest first."""
        left = [row.id for row in await self._transaction.rows(_LEFT, {"batch": batch_id})]
        await self._transaction.run(_RELEASE, {"batch": batch_id})
        return left

    async def unsettled(self, company_id: UUID) -> Sequence[Batch]:
        """Batches of a company that wait for sending or for verdicts, oldest first."""
        return [_batch(row) for row in await self._transaction.rows(_UNSETTLED, {"company": company_id})]


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
