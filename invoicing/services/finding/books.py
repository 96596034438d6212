"""The book of all invoices of a company, as they are looked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from invoicing.services.finding.records import Direction, Filed, Query


class FiledBook(Protocol):
    """Invoices by what people remember of them; rows come with the invoices themselves."""

    async def get(self, filed_id: UUID) -> Filed:
        """The row of that id (KeyError when there is none); of an invoice issued here it is the invoice's."""

    async def find(
        self, company_id: UUID, query: Query, today: date, *, limit: int, offset: int = 0
    ) -> Sequence[Filed]:
        """What fits, newest first; unpaid ones by their day of payment. Names are matched in any case form."""

    async def count(self, company_id: UUID, query: Query, today: date) -> int:
        """How many fit."""

    async def sums(self, company_id: UUID, query: Query, today: date) -> Mapping[str, Decimal]:
        """What they come to, by currency."""

    async def numbered(self, company_id: UUID, number: str, limit: int) -> Sequence[Filed]:
        """Those under exactly that number or KSeF number, whatever the case of its letters, newest first."""

    async def dated(
        self, company_id: UUID, first: date, last: date, after: int, limit: int
    ) -> Sequence[Filed]:
        """A page of those with a date of issue between two days: places above `after`, in order."""

    async def pay(self, filed_id: UUID, on: date | None) -> None:
        """Write down the day it was paid, or that it was not."""

    async def describe(self, filed_id: UUID, due_date: date | None, marks: Collection[str]) -> None:
        """Write down what its document says beyond KSeF's list."""

    async def with_news(self) -> Sequence[UUID]:
        """Companies that have received something nobody was told of."""

    async def untold(self, company_id: UUID, since: datetime, limit: int) -> Sequence[Filed]:
        """Received ones that nobody was told of, arrived at that moment or later, oldest first."""

    async def tell(self, filed_ids: Collection[UUID], at: datetime) -> None:
        """Note that they were announced."""

    async def old(self, company_id: UUID, before: datetime, limit: int) -> Sequence[Filed]:
        """Received ones that arrived before a moment and were not looked at yet, oldest first."""

    async def earlier(self, filed: Filed, direction: Direction) -> bool:
        """Whether an older one of that direction names the same other party."""

    async def remember(self, search_id: UUID, company_id: UUID, query: Query) -> None:
        """Keep a search, so that its pages can be turned; twice is once."""

    async def recall(self, search_id: UUID) -> tuple[UUID, Query] | None:
        """The search of that id and whose it is; None when there is none."""
