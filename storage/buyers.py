"""The book of buyers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func, select

from invoicing.model.delivering import DeliveryWay
from invoicing.model.party import Buyer, BuyerKind, Nip
from invoicing.services.contacts.records import KnownBuyer, identity
from invoicing.services.ids import contact_id
from storage.codec import decode, encode
from storage.contact_tables import contacts
from storage.transaction import Transaction

_ALL = select(contacts).where(contacts.c.company_id == bindparam("company"))
_BY_IDENTITY = _ALL.where(contacts.c.identity == bindparam("who"))
_BY_ID = _ALL.where(contacts.c.id == bindparam("known"))
_LATEST_FIRST = (contacts.c.last_used.desc().nulls_last(), contacts.c.seq.desc())
_LATEST = _ALL.order_by(*_LATEST_FIRST).limit(bindparam("most")).offset(bindparam("skipped"))
_NAMES = (
    select(contacts.c.id, contacts.c.name)
    .where(contacts.c.company_id == bindparam("company"))
    .order_by(*_LATEST_FIRST)
)
_COUNT = select(func.count()).select_from(contacts).where(contacts.c.company_id == bindparam("company"))
_REACH = (
    contacts.update()
    .where(contacts.c.company_id == bindparam("company"), contacts.c.id == bindparam("known"))
    .values(ways=bindparam("said"))
)
_FORGET = contacts.delete().where(
    contacts.c.company_id == bindparam("company"), contacts.c.id == bindparam("known")
)


class Buyers:
    """`BuyerBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def remember(
        self, company_id: UUID, buyer: Buyer, on: date | None = None, language: str | None = None
    ) -> None:
        """Keep or refresh a buyer with a name; what is not said (day, language) stays as it was."""
        if not buyer.name:
            return
        who = identity(buyer)
        said: dict[str, Any] = {"last_used": on, "language": language}
        told = {name: value for name, value in said.items() if value is not None}
        fresh = {"name": buyer.name, "buyer": encode(buyer), **told}
        new = self._transaction.insert(contacts).values(
            id=contact_id(company_id, who), company_id=company_id, identity=who, **fresh
        )
        await self._transaction.run(
            new.on_conflict_do_update(index_elements=["company_id", "identity"], set_=fresh)
        )

    async def reach_by(self, company_id: UUID, known_id: UUID, ways: Sequence[DeliveryWay]) -> None:
        """Papers go to that buyer by these ways, in this order."""
        said = ",".join(ways) or None
        await self._transaction.run(_REACH, {"company": company_id, "known": known_id, "said": said})

    async def by_nip(self, company_id: UUID, nip: Nip) -> Buyer | None:
        """A buyer known by that number."""
        known = await self.like(company_id, Buyer(BuyerKind.DOMESTIC, "", nip=nip))
        return known.buyer if known else None

    async def like(self, company_id: UUID, buyer: Buyer) -> KnownBuyer | None:
        """The one that is the same as `buyer`, by its number or else by name and address."""
        row = await self._transaction.first(_BY_IDENTITY, {"company": company_id, "who": identity(buyer)})
        return row and _known(row)

    async def get(self, company_id: UUID, known_id: UUID) -> KnownBuyer | None:
        """The one of that id; None for another company's."""
        row = await self._transaction.first(_BY_ID, {"company": company_id, "known": known_id})
        return row and _known(row)

    async def names(self, company_id: UUID) -> Sequence[tuple[UUID, str]]:
        """Ids with names as they are written, the latest used first."""
        return [(row.id, row.name) for row in await self._transaction.rows(_NAMES, {"company": company_id})]

    async def latest(self, company_id: UUID, limit: int, offset: int = 0) -> Sequence[KnownBuyer]:
        """A page of them, the latest used first."""
        values = {"company": company_id, "most": limit, "skipped": offset}
        return [_known(row) for row in await self._transaction.rows(_LATEST, values)]

    async def count(self, company_id: UUID) -> int:
        """How many there are."""
        row = await self._transaction.first(_COUNT, {"company": company_id})
        return int(row[0]) if row else 0

    async def forget(self, company_id: UUID, known_id: UUID) -> bool:
        """Forget one; False when there is none. Issued invoices keep their buyer."""
        return bool(await self._transaction.run(_FORGET, {"company": company_id, "known": known_id}))


def _known(row: Row[Any]) -> KnownBuyer:
    ways = tuple(DeliveryWay(each) for each in (row.ways or "").split(",") if each)
    return KnownBuyer(row.id, row.company_id, decode(Buyer, row.buyer), row.language, row.last_used, ways)
