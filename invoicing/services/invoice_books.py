"""The books of drafts, issued invoices and hand-overs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from invoicing.model.delivering import DeliveryWay
from invoicing.model.invoice import Draft
from invoicing.model.ksef_number import KsefNumber
from invoicing.model.party import Buyer
from invoicing.services.records import Delivery, Edition, Replaced, StoredInvoice, WaitingGroup


class DraftBook(Protocol):
    """Drafts with optimistic versions."""

    async def add(self, draft: Draft, author: UUID) -> None:
        """Write a new draft."""

    async def add_aside(self, draft: Draft, author: UUID) -> None:
        """Write a new draft that nobody talks about yet: what the author is talking about stays the same."""

    async def get(self, draft_id: UUID) -> Draft | None:
        """The newest version."""

    async def author(self, draft_id: UUID) -> UUID:
        """Who began it."""

    async def earlier(self, draft_id: UUID, version: int) -> Draft | None:
        """A version that somebody changed; None when it was never followed by a change."""

    async def save(self, draft: Draft) -> None:
        """Write `draft`, which must be one version newer than the stored one; what it changes can be undone.

        Raises:
            StaleChoice: somebody else was faster.
        """

    async def put_back(self, draft: Draft) -> None:
        """The same, done by somebody else: what the author is talking about stays the same.

        Raises:
            StaleChoice: somebody else was faster.
        """

    async def latest_open(self, author: UUID) -> Draft | None:
        """The draft a person is talking about."""

    async def open_of(self, author: UUID, company_id: UUID, limit: int) -> Sequence[Draft]:
        """Drafts of a person that may still be issued, the one talked about first."""

    async def for_approval(self, company_id: UUID, limit: int) -> Sequence[Draft]:
        """Drafts of a company that wait for somebody's approval, oldest question first."""

    async def held(self) -> Sequence[Draft]:
        """Drafts that wait until KSeF is back, oldest first."""


class InvoiceBook(Protocol):
    """Issued invoices; the bytes never change."""

    async def add(self, stored: StoredInvoice) -> None:
        """Write a new invoice; company and number are unique, and so is the draft."""

    async def get(self, invoice_id: UUID) -> StoredInvoice:
        """The invoice of that id (KeyError when there is none)."""

    async def by_digest(self, company_id: UUID, sha256: bytes) -> StoredInvoice | None:
        """The company's invoice whose bytes have that SHA-256, or had it in an earlier edition."""

    async def by_number(self, company_id: UUID, number: str) -> StoredInvoice | None:
        """The company's invoice under that number of ours."""

    async def by_ksef_number(self, company_id: UUID, number: KsefNumber) -> StoredInvoice | None:
        """The company's invoice that KSeF gave that number."""

    async def by_draft(self, draft_id: UUID) -> StoredInvoice | None:
        """What the draft became."""

    async def save(self, stored: StoredInvoice) -> None:
        """Write its state; number, content, bytes and digest stay as they were."""

    async def waiting(
        self, company_id: UUID | None = None, limit: int | None = None
    ) -> Sequence[StoredInvoice]:
        """Issued or sent, not yet accepted or rejected, oldest first; at most so many."""

    async def count_waiting(self, company_id: UUID | None = None) -> int:
        """How many wait; for those who need not read ten thousand invoices to know it."""

    async def count_stuck(self) -> int:
        """How many of those that wait were refused a hearing by KSeF."""

    async def buyers_since(self, company_id: UUID, day: date, limit: int) -> Sequence[Buyer]:
        """Buyers, each with the address its invoice went to, of the latest ones since that day, newest first."""

    async def recent(self, company_id: UUID, limit: int) -> Sequence[StoredInvoice]:
        """The latest invoices of a company, newest first."""

    async def counted(self, company_id: UUID, first: date, last: date) -> Decimal:
        """Zlotys on invoices issued between two days under the rule of 10 000 zł (`StoredInvoice.counted`)."""

    async def groups(self, company_id: UUID | None = None) -> Sequence[WaitingGroup]:
        """What waits or was refused offline, by company, day of issue and mode: few rows, however many invoices."""

    async def to_put_right(self, company_id: UUID, limit: int | None = None) -> Sequence[StoredInvoice]:
        """Issued offline with us and rejected, while KSeF has nothing under their numbers; oldest first."""

    async def replace_edition(self, stored: StoredInvoice, why: Replaced, at: datetime) -> None:
        """Give an invoice new content and bytes under its number; what it was is kept as an edition."""

    async def editions(self, invoice_id: UUID) -> Sequence[Edition]:
        """What the invoice was before, oldest first."""


class DeliveryBook(Protocol):
    """Hand-overs to buyers."""

    async def add(self, delivery: Delivery) -> bool:
        """Write a new delivery; False when this invoice has one to this address already."""

    async def get(self, delivery_id: UUID) -> Delivery:
        """The delivery of that id (KeyError when there is none)."""

    async def save(self, delivery: Delivery) -> None:
        """Write how far it got."""

    async def of_invoice(self, invoice_id: UUID) -> Sequence[Delivery]:
        """All hand-overs of an invoice."""

    async def by_reference(self, reference: str) -> Delivery | None:
        """The delivery that one of our addresses names; None when there is none, or more than one."""

    async def by_message_id(self, message_id: str) -> Delivery | None:
        """The delivery whose letter has that Message-ID."""

    async def latest_to(self, address: str, since: datetime) -> Sequence[Delivery]:
        """Hand-overs to an address that went at a moment or later, the newest first."""

    async def suppress(self, delivery: Delivery, since: datetime) -> None:
        """The company's papers go to that address no more, until somebody asks for it."""

    async def close(
        self, company_id: UUID, way: DeliveryWay, address: str, why: str, since: datetime
    ) -> None:
        """The same, for whatever reason an address is known to take nothing."""

    async def suppressed(self, company_id: UUID, way: DeliveryWay, address: str) -> str | None:
        """Why an address takes nothing; None when it does."""

    async def allow(self, company_id: UUID, way: DeliveryWay, address: str) -> None:
        """Papers may go to that address again."""


class SeriesBook(Protocol):
    """Counters of invoice numbers."""

    async def next(self, company_id: UUID, series: str, period: str) -> int:
        """The next number of the series in the period, without gaps (one UPDATE .. RETURNING)."""

    async def begin(self, company_id: UUID, series: str, period: str, last: int) -> None:
        """A series that was begun elsewhere: so many numbers are gone; a counter that stands already stays."""
