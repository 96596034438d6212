"""The book of invoices that recur, with optimistic versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text, Uuid, bindparam, select

from invoicing.model.errors import StaleChoice
from invoicing.services.repeating.records import Recurrence, RecurrenceState
from storage.codec import decode, encode
from storage.tables import companies, metadata
from storage.transaction import Transaction

recurrences = Table(
    "recurrences",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("company_id", Uuid, ForeignKey(companies.c.id), nullable=False),
    Column("state", String(16), nullable=False),
    Column("next_on", Date, nullable=False),
    Column("version", Integer, nullable=False),
    Column("recurrence", Text, nullable=False),
    Index(None, "state", "next_on"),
    Index(None, "company_id", "state", "next_on"),
)

_ACTIVE = RecurrenceState.ACTIVE.value
_BY_ID = select(recurrences.c.recurrence).where(recurrences.c.id == bindparam("recurrence_id"))
_DUE = (
    select(recurrences.c.id)
    .where(recurrences.c.state == _ACTIVE, recurrences.c.next_on <= bindparam("today"))
    .order_by(recurrences.c.next_on, recurrences.c.id)
    .limit(bindparam("most"))
)
_OF_COMPANY = (
    select(recurrences.c.recurrence)
    .where(recurrences.c.company_id == bindparam("company"), recurrences.c.state == _ACTIVE)
    .order_by(recurrences.c.next_on, recurrences.c.id)
)
_SAVE = (
    recurrences.update()
    .where(recurrences.c.id == bindparam("recurrence_id"), recurrences.c.version == bindparam("before"))
    .values(
        state=bindparam("to_state"),
        next_on=bindparam("following"),
        version=bindparam("after"),
        recurrence=bindparam("content"),
    )
)


class Recurrences:
    """`RecurrenceBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, recurrence: Recurrence) -> None:
        """Write a new one."""
        row = {
            "id": recurrence.id,
            "company_id": recurrence.company_id,
            "state": recurrence.state.value,
            "next_on": recurrence.next_on,
            "version": recurrence.version,
            "recurrence": encode(recurrence),
        }
        await self._transaction.add(recurrences, row)

    async def get(self, recurrence_id: UUID) -> Recurrence | None:
        """The newest version."""
        row = await self._transaction.first(_BY_ID, {"recurrence_id": recurrence_id})
        return row and decode(Recurrence, row.recurrence)

    async def save(self, recurrence: Recurrence) -> None:
        """Write the next version.

        Raises:
            StaleChoice: somebody else was faster.
        """
        values = {
            "recurrence_id": recurrence.id,
            "before": recurrence.version - 1,
            "to_state": recurrence.state.value,
            "following": recurrence.next_on,
            "after": recurrence.version,
            "content": encode(recurrence),
        }
        if not await self._transaction.run(_SAVE, values):
            raise StaleChoice(recurrence=str(recurrence.id))

    async def due(self, today: date, limit: int) -> Sequence[UUID]:
        """Active ones whose card belongs to today or to a day before, the oldest first."""
        return [row.id for row in await self._transaction.rows(_DUE, {"today": today, "most": limit})]

    async def active(self, company_id: UUID) -> Sequence[Recurrence]:
        """Those of a company whose cards come, the next one first."""
        rows = await self._transaction.rows(_OF_COMPANY, {"company": company_id})
        return [decode(Recurrence, row.recurrence) for row in rows]
