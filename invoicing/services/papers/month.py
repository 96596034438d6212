"""A month of a company on one paper: what was issued, what it comes to, where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from invoicing.model.look import Look
from invoicing.services.papers.jpk_list import REFUSED, Marked, jpk_of_month
from invoicing.services.papers.looks import look_of
from invoicing.services.ports import UnitOfWork
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


def _sums(found: Sequence[Marked], currency: str) -> Sums:
    totals = [each.stored.invoice.totals for each in found if each.stored.invoice.currency == currency]
    net, vat, gross = (
        sum((getattr(each, name) for each in totals), Decimal(0)) for name in ("net", "vat", "gross")
    )
    return Sums(net, vat, gross)
