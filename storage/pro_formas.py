"""The book of pro formas, with optimistic versions; invoices are in another one."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    bindparam,
    func,
    select,
)

from invoicing.model.errors import StaleChoice
from invoicing.services.pro_forma.records import ProForma
from storage.codec import decode, encode
from storage.columns import Moment
from storage.tables import companies, metadata
from storage.transaction import Transaction

pro_formas = Table(
    "pro_formas",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("company_id", Uuid, ForeignKey(companies.c.id), nullable=False),
    Column("number", String(256), nullable=False),
    Column("version", Integer, nullable=False),
    Column("pro_forma", Text, nullable=False),
    Column("made_at", Moment),
    UniqueConstraint("company_id", "number"),
    Index(None, "company_id", "made_at"),
)

_BY_ID = select(pro_formas.c.pro_forma).where(pro_formas.c.id == bindparam("pro_forma_id"))
_BY_NUMBER = select(pro_formas.c.pro_forma).where(
    pro_formas.c.company_id == bindparam("company"), pro_formas.c.number == bindparam("named")
)
_OF_COMPANY = (
    select(pro_formas.c.pro_forma)
    .where(pro_formas.c.company_id == bindparam("company"))
    .order_by(pro_formas.c.made_at.desc(), pro_formas.c.number.desc())
    .limit(bindparam("most"))
    .offset(bindparam("passed"))
)
_COUNT = select(func.count()).where(pro_formas.c.company_id == bindparam("company"))
_SAVE = (
    pro_formas.update()
    .where(pro_formas.c.id == bindparam("pro_forma_id"), pro_formas.c.version == bindparam("before"))
    .values(version=bindparam("after"), pro_forma=bindparam("content"))
)


class ProFormas:
    """`ProFormaBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, pro_forma: ProForma) -> None:
        """Write a new one.

        Raises:
            AlreadyKnown: its number is taken in the company.
        """
        row = {
            "id": pro_forma.id,
            "company_id": pro_forma.company_id,
            "number": pro_forma.content.number,
            "version": pro_forma.version,
            "made_at": pro_forma.issued_at,
            "pro_forma": encode(pro_forma),
        }
        await self._transaction.add(pro_formas, row)

    async def get(self, pro_forma_id: UUID) -> ProForma | None:
        """The newest version."""
        row = await self._transaction.first(_BY_ID, {"pro_forma_id": pro_forma_id})
        return row and decode(ProForma, row.pro_forma)

    async def by_number(self, company_id: UUID, number: str) -> ProForma | None:
        """The one of that number."""
        row = await self._transaction.first(_BY_NUMBER, {"company": company_id, "named": number})
        return row and decode(ProForma, row.pro_forma)

    async def of_company(self, company_id: UUID, limit: int, offset: int = 0) -> Sequence[ProForma]:
        """The newest first."""
        values = {"company": company_id, "most": limit, "passed": offset}
        return [decode(ProForma, row.pro_forma) for row in await self._transaction.rows(_OF_COMPANY, values)]

    async def count(self, company_id: UUID) -> int:
        """How many a company has made."""
        row = await self._transaction.first(_COUNT, {"company": company_id})
        return int(row[0]) if row else 0

    async def save(self, pro_forma: ProForma) -> None:
        """Write the next version.

        Raises:
            StaleChoice: somebody else was faster.
        """
        values = {
            "pro_forma_id": pro_forma.id,
            "before": pro_forma.version - 1,
            "after": pro_forma.version,
            "content": encode(pro_forma),
        }
        if not await self._transaction.run(_SAVE, values):
            raise StaleChoice(pro_forma=str(pro_forma.id))
