"""The books of buyers and products."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from invoicing.model.delivering import DeliveryWay
from invoicing.model.party import Buyer, Nip
from invoicing.services.contacts.records import KnownBuyer, Product


class BuyerBook(Protocol):
    """Buyers a company has invoiced, or was told of; one of another company is never given."""

    async def remember(
        self, company_id: UUID, buyer: Buyer, on: date | None = None, language: str | None = None
    ) -> None:
        """Keep or refresh a buyer with a name; what is not said (day, language) stays as it was."""

    async def reach_by(self, company_id: UUID, known_id: UUID, ways: Sequence[DeliveryWay]) -> None:
        """Papers go to that buyer by these ways, in this order."""

    async def by_nip(self, company_id: UUID, nip: Nip) -> Buyer | None:
        """A buyer known by that number."""

    async def like(self, company_id: UUID, buyer: Buyer) -> KnownBuyer | None:
        """The one that is the same as `buyer`, by its number or else by name and address."""

    async def get(self, company_id: UUID, known_id: UUID) -> KnownBuyer | None:
        """The one of that id; None for another company's."""

    async def names(self, company_id: UUID) -> Sequence[tuple[UUID, str]]:
        """Ids with names as they are written, the latest used first."""

    async def latest(self, company_id: UUID, limit: int, offset: int = 0) -> Sequence[KnownBuyer]:
        """A page of them, the latest used first."""

    async def count(self, company_id: UUID) -> int:
        """How many there are."""

    async def forget(self, company_id: UUID, known_id: UUID) -> bool:
        """Forget one; False when there is none. Issued invoices keep their buyer."""


class ProductBook(Protocol):
    """What a company has sold."""

    async def remember(self, company_id: UUID, product: Product) -> None:
        """Keep or refresh a product."""

    async def named(self, company_id: UUID, name: str, currency: str) -> Product | None:
        """How it was sold last under that name, whatever the case of its letters."""
