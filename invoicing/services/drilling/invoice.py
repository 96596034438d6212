"""The invoice of a drill: ours to ourselves, of a series of its own."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from invoicing.model.invoice import Invoice
from invoicing.model.kinds import InvoiceKind
from invoicing.model.line import Line
from invoicing.model.numbering import Series
from invoicing.model.party import Buyer, BuyerKind
from invoicing.model.vat import PriceKind, VatRate
from invoicing.services.drilling.ports import DrillWords
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Company

_SERIES = ("CW/{year}/{number}", "CWICZENIA/{year}/{number}", "CW-LATARNIK/{year}/{number}")
"""The first that is none of the company's own; it has two at most."""
_PRICE = Decimal("1.00")


def series_of(company: Company) -> Series:
    """The series of the drills of a company.

    >>> Series(_SERIES[0]).skeleton
    'CW/#/#'
    """
    own = {
        Series(pattern).skeleton for pattern in (company.profile.series, company.profile.correction_series)
    }
    return next(series for pattern in _SERIES if (series := Series(pattern)).skeleton not in own)


async def next_number(work: UnitOfWork, company: Company, at: datetime) -> str:
    """The next number of the drills; one under which KSeF is known to have a document is passed over."""
    series, today = series_of(company), at.date()
    while True:
        count = await work.series.next(company.id, series.pattern, series.period(today))
        number = series.number(count, today)
        if await work.ksef.taken_elsewhere(company.id, number) is None:
            return number


def drill_invoice(company: Company, number: str, at: datetime, words: DrillWords) -> Invoice:
    """One złoty from the company to itself, marked as what it is."""
    seller, profile = company.profile.seller, company.profile
    rate = profile.rate_for(None)
    return Invoice(
        number=number,
        kind=InvoiceKind.VAT,
        issue_date=at.date(),
        seller=seller,
        buyer=Buyer(BuyerKind.DOMESTIC, seller.name, seller.address, nip=seller.nip),
        lines=(Line(words.line, Decimal(1), "szt.", _PRICE, rate),),
        price_kind=PriceKind.NET,
        exemption=profile.exemption if rate is VatRate.EXEMPT else None,
        cash_accounting=profile.cash_accounting,
        note=words.note,
    )
