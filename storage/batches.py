"""The book of batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, case, exists, select

from invoicing.services.ksef_records import Batch, BatchStatus
from invoicing.services.records import WaitingGroup
from storage import gathering
from storage.agreements import agreements
from storage.codec import decode
from storage.columns import Moment
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
_ISSUERS = select(invoices.c.issued_by).where(*_OF_BATCH).distinct().order_by(invoices.c.issued_by)
_REJECTED = (
    select(invoices.c.number, invoices.c.rejection)
    .where(*_OF_BATCH, invoices.c.status == "rejected")
    .order_by(invoices.c.seq)
    .limit(bindparam("most"))
)
_ACCEPTED = (
    select(invoices.c.number, invoices.c.ksef_number)
    .where(*_OF_BATCH, invoices.c.status == "accepted")
    .order_by(case((invoices.c.issued_by == bindparam("person"), 0), else_=1), invoices.c.seq)
    .limit(bindparam("most"))
)
_ASKED_BY_LETTER = exists().where(
    and_(agreements.c.draft_id == invoices.c.draft_id, agreements.c.person_id == invoices.c.issued_by)
)
_BY_LETTER = (
    select(invoices.c.id)
    .where(*_OPEN, invoices.c.waiting_since.is_(None), _ASKED_BY_LETTER)
    .order_by(invoices.c.seq)
)
_NOT_BY_LETTER = (
    select(invoices.c.id)
    .where(*_OF_BATCH, invoices.c.issued_by == bindparam("person"), ~_ASKED_BY_LETTER)
    .limit(1)
)
_VERDICT = tuple[str, ...]


class Batches:
    """`BatchBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def line(self, company_id: UUID, since: datetime) -> Sequence[tuple[WaitingGroup, int]]:
        """The company's issued, unsent, unbatched invoices in groups of one term; how many of each are from `since` on."""
        return await gathering.line(self._transaction, company_id, since)

    async def groups(self, batch_id: UUID) -> Sequence[WaitingGroup]:
        """The unsettled invoices of a batch in groups of one term."""
        return await gathering.groups_of(self._transaction, batch_id)

    async def promises(self, company_id: UUID, groups: Sequence[WaitingGroup], limit: int) -> Sequence[str]:
        """Keys of the promises to submit the first unbatched invoices of these groups."""
        return await gathering.promises(self._transaction, company_id, groups, limit)

    async def at_hand(self, keys: Sequence[str]) -> set[str]:
        """Which of these promises somebody works on, or will as soon as a hand is free."""
        return await gathering.at_hand(self._transaction, keys)

    async def gather(
        self, batch: Batch, groups: Sequence[WaitingGroup], limit: int, before: datetime | None = None
    ) -> int:
        """Write the batch and put up to `limit` of the company's unbatched invoices of these groups into it.

        Group after group, in each the oldest first; only those issued before a moment, if one is given. Their own
        promises to submit are crossed out. Returns how many; 0 writes nothing.
        """
        taken = await gathering.take(self._transaction, batch, limit, before, groups)
        if taken:
            await self._add(batch, taken)
        return taken

    async def top_up(
        self, batch: Batch, groups: Sequence[WaitingGroup], limit: int, before: datetime | None = None
    ) -> int:
        """Put more into a batch that nothing has been sent of, as `gather` does, up to `limit` in all. Returns how many."""
        room = max(0, limit - batch.size)
        taken = await gathering.take(self._transaction, batch, room, before, groups)
        if taken:
            await self.save(replace(batch, size=batch.size + taken))
        return taken

    async def part(self, batch: Batch, rest: Batch, groups: Sequence[WaitingGroup]) -> int:
        """Write a batch for the rest, and move the unsettled invoices of these groups into it. Returns how many."""
        moved = await gathering.move(self._transaction, batch.id, rest.id, groups)
        if moved:
            await self._add(rest, moved)
            await self.save(replace(batch, size=batch.size - moved))
        return moved

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

    async def documents(
        self, batch_id: UUID, group: WaitingGroup, after: int, limit: int
    ) -> Sequence[tuple[int, bytes, bytes]]:
        """A page of its unsettled documents of a group: (place, SHA-256, XML), places above `after`, in order."""
        values = {"batch": batch_id, "after": after, "most": limit}
        rows = await self._transaction.rows(_DOCUMENTS.where(gathering.of_term(group)), values)
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
        for some in gathering.chunks(digests):
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

    async def issuers(self, batch_id: UUID) -> Sequence[UUID]:
        """Who issued what is in it."""
        return [row.issued_by for row in await self._transaction.rows(_ISSUERS, {"batch": batch_id})]

    async def ordered_by_letter(self, batch_id: UUID) -> Sequence[UUID]:
        """Its unsettled invoices about which the issuer was asked by letter and not told yet that they wait."""
        return [row.id for row in await self._transaction.rows(_BY_LETTER, {"batch": batch_id})]

    async def all_by_letter(self, batch_id: UUID, person_id: UUID) -> bool:
        """Whether the person was asked by letter about all that they have issued of it."""
        return await self._transaction.first(_NOT_BY_LETTER, {"batch": batch_id, "person": person_id}) is None

    async def accepted(self, batch_id: UUID, person_id: UUID, limit: int) -> Sequence[tuple[str, str]]:
        """Numbers of its accepted invoices with their KSeF numbers: first those of a person, the oldest first."""
        values = {"batch": batch_id, "person": person_id, "most": limit}
        return [(row.number, row.ksef_number) for row in await self._transaction.rows(_ACCEPTED, values)]

    async def rejected(self, batch_id: UUID, limit: int) -> Sequence[tuple[str, tuple[str, ...]]]:
        """Numbers of its rejected invoices with their verdicts (status, description, details...), oldest first."""
        rows = await self._transaction.rows(_REJECTED, {"batch": batch_id, "most": limit})
        return [(row.number, decode(_VERDICT, row.rejection)) for row in rows]

    async def _add(self, batch: Batch, size: int) -> None:
        fixed = {
            "id": batch.id,
            "company_id": batch.company_id,
            "offline": batch.offline,
            "gathered_at": batch.gathered_at,
        }
        await self._transaction.add(batches, {**fixed, **_state(batch), "size": size})


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
