"""The book of what KSeF keeps for our companies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select

from invoicing.model.ksef_number import KsefNumber
from invoicing.services.ksef_records import KeptEntry, KsefEntry, SubjectRole
from storage.codec import decode, encode
from storage.filing import file_entry
from storage.ksef_tables import entries, sync_points
from storage.transaction import Transaction

_OF = entries.c.company_id == bindparam("company")
_GET = select(entries).where(_OF, entries.c.ksef_number == bindparam("ksef"))
_BARE = (
    select(entries)
    .where(_OF, entries.c.xml.is_(None), entries.c.invoice_id.is_(None))
    .order_by(entries.c.seq)
    .limit(bindparam("most"))
)
_RECENT = (
    select(entries)
    .where(_OF, entries.c.role == bindparam("part"))
    .order_by(entries.c.seq.desc())
    .limit(bindparam("most"))
)
_ELSEWHERE = (
    select(entries)
    .where(
        _OF,
        entries.c.number == bindparam("theirs"),
        entries.c.role == SubjectRole.SELLER.value,
        entries.c.invoice_id.is_(None),
    )
    .limit(1)
)
_ATTACH = (
    entries.update()
    .where(entries.c.company_id == bindparam("company"), entries.c.ksef_number == bindparam("ksef"))
    .values(xml=bindparam("document"))
)
_POINT = select(sync_points.c.until).where(
    sync_points.c.company_id == bindparam("company"), sync_points.c.role == bindparam("part")
)


class Entries:
    """`KsefBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(
        self, company_id: UUID, role: SubjectRole, entry: KsefEntry, invoice_id: UUID | None, at: datetime
    ) -> bool:
        """Write an entry down; False when the company has it already (then nothing changes)."""
        row = {
            "company_id": company_id,
            "ksef_number": entry.ksef_number.value,
            "role": role.value,
            "number": entry.number,
            "issue_date": entry.issue_date,
            "sha256": entry.sha256,
            "entry": encode(replace(entry, xml=None)),
            "xml": entry.xml,
            "fetched_at": at,
            "invoice_id": invoice_id,
        }
        once = ["company_id", "ksef_number"]
        new = self._transaction.insert(entries).on_conflict_do_nothing(index_elements=once)
        added = await self._transaction.run(new, row) > 0
        if added and invoice_id is None:
            await file_entry(self._transaction, company_id, role, entry)
        return added

    async def attach(self, company_id: UUID, number: KsefNumber, xml: bytes) -> None:
        """Keep the document of an entry."""
        values = {"company": company_id, "ksef": number.value, "document": xml}
        await self._transaction.run(_ATTACH, values)

    async def get(self, company_id: UUID, number: KsefNumber) -> KeptEntry | None:
        """The entry of that KSeF number."""
        row = await self._transaction.first(_GET, {"company": company_id, "ksef": number.value})
        return row and _kept(row)

    async def without_document(self, company_id: UUID, limit: int) -> Sequence[KeptEntry]:
        """Entries whose document has not been fetched, oldest first; our own are never fetched."""
        rows = await self._transaction.rows(_BARE, {"company": company_id, "most": limit})
        return [_kept(row) for row in rows]

    async def recent(self, company_id: UUID, role: SubjectRole, limit: int) -> Sequence[KeptEntry]:
        """The latest entries in a role, newest first."""
        values = {"company": company_id, "part": role.value, "most": limit}
        return [_kept(row) for row in await self._transaction.rows(_RECENT, values)]

    async def taken_elsewhere(self, company_id: UUID, number: str) -> KeptEntry | None:
        """The company's invoice under that number that another program sent; None when there is none."""
        row = await self._transaction.first(_ELSEWHERE, {"company": company_id, "theirs": number})
        return row and _kept(row)

    async def point(self, company_id: UUID, role: SubjectRole) -> datetime | None:
        """Up to which moment of permanent storage everything is in this book."""
        row = await self._transaction.first(_POINT, {"company": company_id, "part": role.value})
        return row and row.until

    async def move(self, company_id: UUID, role: SubjectRole, until: datetime) -> None:
        """Move that point forward, never back."""
        row = {"company_id": company_id, "role": role.value, "until": until}
        new = self._transaction.insert(sync_points).values(**row)
        place = ["company_id", "role"]
        later = new.on_conflict_do_update(
            index_elements=place, set_={"until": until}, where=sync_points.c.until < until
        )
        await self._transaction.run(later)


def _kept(row: Row[Any]) -> KeptEntry:
    entry = replace(decode(KsefEntry, row.entry), xml=row.xml)
    return KeptEntry(row.company_id, SubjectRole(row.role), entry, row.fetched_at, row.invoice_id)
