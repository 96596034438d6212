"""A month of a company on one paper: what was issued, what it comes to, where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from invoicing.model.look import Look
from invoicing.services.companies import Standing
from invoicing.services.file_refs import MonthRef
from invoicing.services.messages import Json, Reply
from invoicing.services.papers.jpk_list import REFUSED, Marked, jpk_of_month
from invoicing.services.papers.looks import look_of
from invoicing.services.papers.ports import MonthDrawer
from invoicing.services.parsing.months import month_wish
from invoicing.services.ports import Clock, FileToShow, UnitOfWork, UnitsOfWork
from invoicing.services.records import Company


@dataclass(frozen=True, slots=True)
class Sums:
    """Amounts of one currency: net, tax, gross."""

    net: Decimal
    vat: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True)
class Month:
    """What the paper says.

    Attributes:
        first: the first day of the month.
        on: the day it is as of.
        found: the invoices, by date and number; refused online ones are none and are not summed.
        sums: by currency.
        counts: how many bear which marker.
    """

    company: Company
    first: date
    on: date
    found: Sequence[Marked]
    sums: dict[str, Sums]
    counts: dict[str, int]
    look: Look


async def month_of(work: UnitOfWork, company: Company, month: date, now: datetime) -> Month:
    """The month as the books have it now."""
    found = await jpk_of_month(work, company.id, month, now.date(), now)
    valid = [each for each in found if each.marker != REFUSED]
    currencies = sorted({each.stored.invoice.currency for each in valid})
    sums = {currency: _sums(valid, currency) for currency in currencies}
    counts = dict(Counter(each.marker for each in found))
    look = await look_of(work, company.id)
    return Month(company, month.replace(day=1), now.date(), found, sums, counts, look)


class MonthPapers:
    """Draws the paper that a `MonthRef` stands for, as of the moment it is drawn."""

    def __init__(self, units: UnitsOfWork, clock: Clock, draw: MonthDrawer) -> None:
        self._units, self._clock, self._draw = units, clock, draw

    async def __call__(self, ref: MonthRef, language: str) -> FileToShow:
        """The file, named after the month.

        Raises:
            Refused: document-too-long.
        """
        async with self._units.reading() as work:
            company = await work.companies.get(ref.company_id)
            month = await month_of(work, company, ref.month, self._clock.now())
        return FileToShow(f"Zestawienie-{ref.month:%Y-%m}.pdf", await self._draw(month, language))


class MonthTalk:
    """Understands "podsumowanie października" and "/miesiac 2026-10"."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, text: str) -> Callable[[UnitOfWork, Standing], Awaitable[Reply]] | None:
        """What the sentence does; None when it is about something else."""
        month = month_wish(text, self._clock.today())
        return partial(month_reply, month=month, now=self._clock.now()) if month else None


async def month_reply(work: UnitOfWork, standing: Standing, month: date, now: datetime) -> Reply:
    """The sums in words, and the paper with every invoice."""
    company = standing.company
    found = await month_of(work, company, month, now)
    sums: list[Json] = [
        {"currency": currency, "net": str(each.net), "vat": str(each.vat), "gross": str(each.gross)}
        for currency, each in found.sums.items()
    ]
    counts: dict[str, Json] = dict(found.counts)
    data: dict[str, Json] = {
        "company": company.profile.seller.name,
        "month": found.first.isoformat(),
        "on": found.on.isoformat(),
        "count": len(found.found),
        "counts": counts,
        "sums": sums,
    }
    return Reply("month", data, documents=(MonthRef(company.id, found.first),) if found.found else ())


def _sums(found: Sequence[Marked], currency: str) -> Sums:
    totals = [each.stored.invoice.totals for each in found if each.stored.invoice.currency == currency]
    net, vat, gross = (
        sum((getattr(each, name) for each in totals), Decimal(0)) for name in ("net", "vat", "gross")
    )
    return Sums(net, vat, gross)
