"""A company's month under the rule of 10 000 zł, added up from its invoices each time it is asked for."""

from __future__ import annotations

import calendar
from datetime import date
from decimal import Decimal

from invoicing.model.invoice import Draft, Invoice
from invoicing.model.law_calendar import Rule, in_force
from invoicing.model.party import BuyerKind
from invoicing.model.small_sales import LIMIT, NEAR, Fit, Meter, counted
from invoicing.services.messages import Json
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Company


async def meter_of(work: UnitOfWork, company: Company, today: date) -> Meter | None:
    """The month of that Warsaw day; None where the company does not use the rule, or the law knows it no more."""
    profile = company.profile
    if not profile.small_sales or not in_force(Rule.SMALL_SALES, today):
        return None
    return await month_of(work, company, today)


async def month_of(work: UnitOfWork, company: Company, today: date) -> Meter:
    """The month of that day, whether the rule is used or not."""
    first = today.replace(day=1)
    last = today.replace(day=calendar.monthrange(today.year, today.month)[1])
    used = await work.invoices.counted(company.id, first, last)
    return Meter(first, used, company.profile.small_sales_lost)


def amount_of(one: Draft | Invoice) -> Decimal | None:
    """What it adds, or would add; None where its currency has no rate yet.

    A correction to zero that comes with an invoice for the right buyer adds that invoice: both go one way.
    """
    gross = one.totals.gross
    if isinstance(one, Draft) and one.replacement is not None:
        gross = -gross
    return counted(gross, one.currency, one.exchange_rate)


def counts(one: Draft | Invoice) -> bool:
    """Whether the rule is a question for it at all.

    It is none for a consumer, who need not be in KSeF, nor for what corrects an invoice that is there.
    """
    originals = one.correction.originals if one.correction else ()
    for_consumer = one.buyer is not None and one.buyer.kind is BuyerKind.CONSUMER
    return not for_consumer and not any(each.ksef_number for each in originals)


def meter_data(meter: Meter) -> dict[str, Json]:
    """A month as replies carry it."""
    lost = meter.lost
    return {
        "month": meter.month.isoformat(),
        "used": str(meter.used),
        "remaining": str(meter.left),
        "limit": str(LIMIT),
        "near_from": str(NEAR),
        "parts": meter.parts,
        "near": meter.near,
        "lost": {"number": lost.number, "on": lost.on.isoformat()} if lost else None,
    }


def on_card(draft: Draft, meter: Meter | None) -> dict[str, Json] | None:
    """The month as the card of a draft shows it: with that draft in it; None where it is no question."""
    if meter is None or not counts(draft):
        return None
    amount = amount_of(draft)
    fit = meter.fit(amount)
    shown = meter.after(amount) if fit is Fit.FITS else meter
    return {**meter_data(shown), "fit": fit.value, "this": str(amount) if amount is not None else None}
