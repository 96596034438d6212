"""What the books hold of pro formas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from invoicing.model.invoice import Invoice


@dataclass(frozen=True, slots=True)
class ProForma:
    """A pro forma as it was made; it documents no sale and is no basis for deducting VAT.

    Attributes:
        content: frozen, under its own number and of the kind `PRO_FORMA`; it never comes into the book of invoices.
        send_to: where its letter goes; None when nobody said.
        settled_at: when the letter went or was refused; None while it has not.
        refusal: what the mail server said when it did not take the letter.
        drafts: of invoices that were begun from it, the first one first.
        cancelled_at: when it was withdrawn; then no invoice comes of it.
        version: counts changes.
    """

    id: UUID
    company_id: UUID
    content: Invoice
    issued_at: datetime
    issued_by: UUID
    send_to: str | None = None
    settled_at: datetime | None = None
    refusal: str | None = None
    drafts: tuple[UUID, ...] = ()
    cancelled_at: datetime | None = None
    version: int = 1


class ProFormaBook(Protocol):
    """Pro formas with optimistic versions."""

    async def add(self, pro_forma: ProForma) -> None:
        """Write a new one; its number is unique in the company."""

    async def get(self, pro_forma_id: UUID) -> ProForma | None:
        """The newest version."""

    async def by_number(self, company_id: UUID, number: str) -> ProForma | None:
        """The one of that number."""

    async def of_company(self, company_id: UUID, limit: int, offset: int = 0) -> Sequence[ProForma]:
        """The newest first."""

    async def count(self, company_id: UUID) -> int:
        """How many a company has made."""

    async def save(self, pro_forma: ProForma) -> None:
        """Write the next version (StaleChoice when somebody else was faster)."""
