"""The book of number series."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from storage import dialects
from storage.tables import series as counters
from storage.transaction import Transaction


class Series:
    """`SeriesBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def next(self, company_id: UUID, series: str, period: str) -> int:
        """The next number: one statement, whose lock is held until the transaction ends, so no number is lost."""
        place = {"company_id": company_id, "series": series, "period": period, "last": 1}
        row = await self._transaction.first(_next(self._transaction.shared.dialect), place)
        if row is None:
            raise LookupError(f"no counter for {series} {period}")
        return int(row.last)

    async def begin(self, company_id: UUID, series: str, period: str, last: int) -> None:
        """A series that was begun elsewhere: so many numbers are gone; a counter that stands already stays."""
        new = self._transaction.insert(counters).on_conflict_do_nothing()
        place = {"company_id": company_id, "series": series, "period": period, "last": last}
        await self._transaction.run(new, place)


@cache
def _next(dialect: str) -> Any:
    return (
        dialects.insert(dialect, counters)
        .on_conflict_do_update(
            index_elements=["company_id", "series", "period"], set_={"last": counters.c.last + 1}
        )
        .returning(counters.c.last)
    )
