"""The book of issued invoices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func, select

from invoicing.model.invoice import Draft, Invoice
from invoicing.model.ksef_number import KsefNumber
from invoicing.model.lifecycle import Status
from invoicing.model.offline import OfflineMode
from invoicing.model.party import Buyer
from invoicing.services.records import Edition, Replaced, StoredInvoice, WaitingGroup
from storage import editions as kept
from storage.codec import decode, encode
from storage.filing import file_again, file_issued, unfile_elsewhere
from storage.searching import hundredths
from storage.tables import WAITS, drafts, invoices
from storage.transaction import Transaction

_STATE = (
    "status",
    "offline_mode",
    "deemed_offline",
    "session_reference",
    "invoice_reference",
    "attempt",
    "waiting_since",
    "ksef_number",
    "received_by_ksef_at",
    "numbered_by_ksef_at",
    "receipt",
    "batch_id",
    "rejection",
    "corrects",
)
_ALL = select(invoices)
_BY_ID = _ALL.where(invoices.c.id == bindparam("invoice"))
_BY_DRAFT = _ALL.where(invoices.c.draft_id == bindparam("draft"))
_OURS = _ALL.where(invoices.c.company_id == bindparam("company"))
_BY_DIGEST = _OURS.where(invoices.c.sha256 == bindparam("digest"))
_BY_NUMBER = _OURS.where(invoices.c.number == bindparam("ours"))
_BY_KSEF_NUMBER = _OURS.where(invoices.c.ksef_number == bindparam("theirs"))
_COUNT = select(func.count()).select_from(invoices).where(WAITS)
_COUNT_OF = _COUNT.where(invoices.c.company_id == bindparam("company"))
_COUNTED = select(func.sum(invoices.c.counted)).where(
    invoices.c.company_id == bindparam("company"),
    invoices.c.issue_date.between(bindparam("first"), bindparam("last")),
    invoices.c.counted.is_not(None),
)
_COUNT_STUCK = _COUNT.where(invoices.c.waiting_since.is_not(None))
_CONTENTS = (
    select(invoices.c.content, drafts.c.draft)
    .join(drafts, drafts.c.id == invoices.c.draft_id)
    .where(invoices.c.company_id == bindparam("company"), invoices.c.issue_date >= bindparam("since"))
    .order_by(invoices.c.seq.desc())
    .limit(bindparam("most"))
)
_WAITING = _ALL.where(WAITS).order_by(invoices.c.seq)
_WAITING_OF = _WAITING.where(invoices.c.company_id == bindparam("company"))
_TO_PUT_RIGHT = _ALL.where(*kept.TO_PUT_RIGHT, invoices.c.company_id == bindparam("company")).order_by(
    invoices.c.seq
)
_RECENT = (
    _ALL.where(invoices.c.company_id == bindparam("company"))
    .order_by(invoices.c.seq.desc())
    .limit(bindparam("most"))
)
_SAVE = (
    invoices.update()
    .where(invoices.c.id == bindparam("invoice"))
    .values({name: bindparam(f"new_{name}") for name in _STATE})
)
_REJECTION = tuple[str, ...]


class Invoices:
    """`InvoiceBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, stored: StoredInvoice) -> None:
        """Write a new invoice.

        Raises:
            AlreadyKnown: its number in the company, or its draft, has one already.
        """
        fixed = {
            "id": stored.id,
            "company_id": stored.company_id,
            "draft_id": stored.draft_id,
            "number": stored.invoice.number,
            "content": encode(stored.invoice),
            "xml": stored.xml,
            "sha256": stored.sha256,
            "issued_at": stored.issued_at,
            "issued_by": stored.issued_by,
            "issue_date": stored.invoice.issue_date,
            "counted": None if stored.counted is None else hundredths(stored.counted),
        }
        await self._transaction.add(invoices, {**fixed, **_state(stored)})
        await file_issued(self._transaction, stored)
        await unfile_elsewhere(self._transaction, stored)

    async def get(self, invoice_id: UUID) -> StoredInvoice:
        """The invoice of that id (KeyError when there is none)."""
        row = await self._transaction.first(_BY_ID, {"invoice": invoice_id})
        if row is None:
            raise KeyError(invoice_id)
        return _stored(row)

    async def by_draft(self, draft_id: UUID) -> StoredInvoice | None:
        """What the draft became."""
        row = await self._transaction.first(_BY_DRAFT, {"draft": draft_id})
        return row and _stored(row)

    async def by_digest(self, company_id: UUID, sha256: bytes) -> StoredInvoice | None:
        """The company's invoice whose bytes have that SHA-256, or had it in an earlier edition."""
        row = await self._transaction.first(_BY_DIGEST, {"company": company_id, "digest": sha256})
        if row is not None:
            return _stored(row)
        before = await kept.owner_of(self._transaction, company_id, sha256)
        return await self.get(before) if before else None

    async def by_number(self, company_id: UUID, number: str) -> StoredInvoice | None:
        """The company's invoice under that number of ours."""
        row = await self._transaction.first(_BY_NUMBER, {"company": company_id, "ours": number})
        return row and _stored(row)

    async def by_ksef_number(self, company_id: UUID, number: KsefNumber) -> StoredInvoice | None:
        """The company's invoice that KSeF gave that number."""
        row = await self._transaction.first(_BY_KSEF_NUMBER, {"company": company_id, "theirs": number.value})
        return row and _stored(row)

    async def save(self, stored: StoredInvoice) -> None:
        """Write its state; number, content, bytes and digest stay as they were (KeyError when there is none)."""
        values = {f"new_{name}": value for name, value in _state(stored).items()}
        if not await self._transaction.run(_SAVE, {"invoice": stored.id, **values}):
            raise KeyError(stored.id)
        await unfile_elsewhere(self._transaction, stored)

    async def waiting(
        self, company_id: UUID | None = None, limit: int | None = None
    ) -> Sequence[StoredInvoice]:
        """Issued or sent, not yet accepted or rejected, oldest first; at most so many."""
        values = {} if company_id is None else {"company": company_id}
        wanted = (_WAITING if company_id is None else _WAITING_OF).limit(limit)
        return [_stored(row) for row in await self._transaction.rows(wanted, values)]

    async def count_waiting(self, company_id: UUID | None = None) -> int:
        """How many wait; for those who need not read ten thousand invoices to know it."""
        values = {} if company_id is None else {"company": company_id}
        row = await self._transaction.first(_COUNT if company_id is None else _COUNT_OF, values)
        return row[0] if row else 0

    async def count_stuck(self) -> int:
        """How many of those that wait were refused a hearing by KSeF."""
        row = await self._transaction.first(_COUNT_STUCK, {})
        return row[0] if row else 0

    async def buyers_since(self, company_id: UUID, day: date, limit: int) -> Sequence[Buyer]:
        """Buyers, each with the address its invoice went to, of the latest ones since that day, newest first."""
        values = {"company": company_id, "since": day, "most": limit}
        return [_reached(row) for row in await self._transaction.rows(_CONTENTS, values)]

    async def recent(self, company_id: UUID, limit: int) -> Sequence[StoredInvoice]:
        """The latest invoices of a company, newest first."""
        rows = await self._transaction.rows(_RECENT, {"company": company_id, "most": limit})
        return [_stored(row) for row in rows]

    async def counted(self, company_id: UUID, first: date, last: date) -> Decimal:
        """Zlotys on invoices issued between two days under the rule of 10 000 zł."""
        row = await self._transaction.first(_COUNTED, {"company": company_id, "first": first, "last": last})
        return Decimal(int(row[0] or 0) if row else 0).scaleb(-2)

    async def groups(self, company_id: UUID | None = None) -> Sequence[WaitingGroup]:
        """What waits or was refused offline, by company, day of issue and mode: few rows, however many invoices."""
        return await kept.groups_to_come(self._transaction, company_id)

    async def to_put_right(self, company_id: UUID, limit: int | None = None) -> Sequence[StoredInvoice]:
        """Issued offline with us and rejected, while KSeF has nothing under their numbers; oldest first."""
        rows = await self._transaction.rows(_TO_PUT_RIGHT.limit(limit), {"company": company_id})
        return [_stored(row) for row in rows]

    async def replace_edition(self, stored: StoredInvoice, why: Replaced, at: datetime) -> None:
        """Give an invoice new content and bytes under its number; what it was is kept (KeyError when there is none).

        Raises:
            AlreadyKnown: it was these very bytes before.
        """
        await kept.replace_edition(self._transaction, stored, why, at)
        await file_again(self._transaction, stored)
        await self.save(stored)

    async def editions(self, invoice_id: UUID) -> Sequence[Edition]:
        """What the invoice was before, oldest first."""
        return await kept.editions_of(self._transaction, invoice_id)


def _reached(row: Row[Any]) -> Buyer:
    """The buyer with the address that its invoice went to."""
    buyer = decode(Invoice, row.content).buyer
    return replace(buyer, email=buyer.email or decode(Draft, row.draft).send_to)


def _state(stored: StoredInvoice) -> dict[str, Any]:
    state = {name: getattr(stored, name) for name in _STATE}
    return {
        **state,
        "status": stored.status.value,
        "offline_mode": stored.offline_mode and stored.offline_mode.value,
        "ksef_number": stored.ksef_number and stored.ksef_number.value,
        "rejection": encode(stored.rejection, _REJECTION),
    }


def _stored(row: Row[Any]) -> StoredInvoice:
    return StoredInvoice(
        id=row.id,
        company_id=row.company_id,
        draft_id=row.draft_id,
        invoice=decode(Invoice, row.content),
        xml=row.xml,
        sha256=row.sha256,
        issued_at=row.issued_at,
        issued_by=row.issued_by,
        status=Status(row.status),
        offline_mode=row.offline_mode and OfflineMode(row.offline_mode),
        deemed_offline=row.deemed_offline,
        session_reference=row.session_reference,
        invoice_reference=row.invoice_reference,
        attempt=row.attempt,
        waiting_since=row.waiting_since,
        ksef_number=row.ksef_number and KsefNumber(row.ksef_number),
        received_by_ksef_at=row.received_by_ksef_at,
        numbered_by_ksef_at=row.numbered_by_ksef_at,
        receipt=row.receipt,
        batch_id=row.batch_id,
        rejection=decode(_REJECTION, row.rejection),
        corrects=row.corrects,
        counted=None if row.counted is None else Decimal(row.counted).scaleb(-2),
    )
