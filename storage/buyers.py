"""The book of buyers."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, select

from invoicing.model.party import Buyer, Nip
from storage.codec import decode, encode
from storage.tables import buyers
from storage.transaction import Transaction

_BY_NIP = select(buyers.c.buyer).where(
    buyers.c.company_id == bindparam("company"), buyers.c.nip == bindparam("digits")
)


class Buyers:
    """`BuyerBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def remember(self, company_id: UUID, buyer: Buyer) -> None:
        """Keep or refresh a buyer; one without a NIP could not be found again and is not kept."""
        if buyer.nip is None:
            return
        text = encode(buyer)
        new = self._transaction.insert(buyers).values(company_id=company_id, nip=buyer.nip.digits, buyer=text)
        await self._transaction.run(
            new.on_conflict_do_update(index_elements=["company_id", "nip"], set_={"buyer": text})
        )

    async def by_nip(self, company_id: UUID, nip: Nip) -> Buyer | None:
        """A buyer invoiced before."""
        row = await self._transaction.first(_BY_NIP, {"company": company_id, "digits": nip.digits})
        return row and decode(Buyer, row.buyer)
