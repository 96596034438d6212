"""The book of products."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, select

from invoicing.services.contacts.records import Product, product_key
from storage.codec import decode, encode
from storage.contact_tables import products
from storage.transaction import Transaction

_NAMED = select(products.c.product).where(
    products.c.company_id == bindparam("company"), products.c.name == bindparam("called")
)


class Products:
    """`ProductBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def remember(self, company_id: UUID, product: Product) -> None:
        """Keep or refresh a product."""
        fresh = {"product": encode(product)}
        called = product_key(product.name, product.currency)
        new = self._transaction.insert(products).values(company_id=company_id, name=called, **fresh)
        await self._transaction.run(
            new.on_conflict_do_update(index_elements=["company_id", "name"], set_=fresh)
        )

    async def named(self, company_id: UUID, name: str, currency: str) -> Product | None:
        """How it was sold last under that name, whatever the case of its letters."""
        called = product_key(name, currency)
        row = await self._transaction.first(_NAMED, {"company": company_id, "called": called})
        return row and decode(Product, row.product)
