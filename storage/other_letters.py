"""The book of letters to buyers that hand nothing over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Executable, ForeignKey, String, Table, Text, Uuid, bindparam, select

from invoicing.services.delivery.addressing import range_of
from invoicing.services.delivery.other_letters import OtherKind, OtherLetter
from storage.columns import Moment
from storage.tables import companies, invoices, metadata, people
from storage.transaction import Transaction

other_letters = Table(
    "other_letters",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("company_id", Uuid, ForeignKey(companies.c.id), nullable=False),
    Column("invoice_id", Uuid, ForeignKey(invoices.c.id)),
    Column("number", Text, nullable=False),
    Column("buyer", Text, nullable=False),
    Column("person_id", Uuid, ForeignKey(people.c.id), nullable=False),
    Column("address", Text, nullable=False),
    Column("message_id", Text, nullable=False, unique=True),
    Column("written_at", Moment, nullable=False),
    Column("returned", Text),
)

_BETWEEN = (
    select(other_letters)
    .where(other_letters.c.id.between(bindparam("first", type_=Uuid), bindparam("last", type_=Uuid)))
    .limit(2)
)
_BY_MESSAGE_ID = select(other_letters).where(other_letters.c.message_id == bindparam("name"))
_RETURN = (
    other_letters.update()
    .where(other_letters.c.id == bindparam("letter"), other_letters.c.returned.is_(None))
    .values(returned=bindparam("words"))
)


class OtherLetters:
    """`OtherLetterBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, letter: OtherLetter) -> None:
        """Write one down before it goes; the same one again changes nothing."""
        row = {column.name: getattr(letter, column.name) for column in other_letters.columns}
        new = self._transaction.insert(other_letters).on_conflict_do_nothing(index_elements=["id"])
        await self._transaction.run(new, {**row, "kind": letter.kind.value})

    async def by_reference(self, reference: str) -> OtherLetter | None:
        """The letter that one of our addresses names; None when there is none, or more than one."""
        first, last = range_of(reference)
        return await self._only(_BETWEEN, {"first": first, "last": last})

    async def by_message_id(self, message_id: str) -> OtherLetter | None:
        """The letter of that Message-ID."""
        return await self._only(_BY_MESSAGE_ID, {"name": message_id})

    async def note_return(self, letter_id: UUID, said: str) -> bool:
        """Note that it came back; False when that was known."""
        return await self._transaction.run(_RETURN, {"letter": letter_id, "words": said}) > 0

    async def _only(self, statement: Executable, values: Mapping[str, Any]) -> OtherLetter | None:
        rows = await self._transaction.rows(statement, values)
        if len(rows) != 1:
            return None
        row = rows[0]
        return OtherLetter(
            row.id,
            OtherKind(row.kind),
            row.company_id,
            row.invoice_id,
            row.number,
            row.buyer,
            row.person_id,
            row.address,
            row.message_id,
            row.written_at,
            row.returned,
        )
