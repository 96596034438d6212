"""How a draft becomes an issued invoice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from invoicing.model.company import CompanyProfile
from invoicing.model.errors import IncompleteDraft, InvalidAmount
from invoicing.model.issued import Invoice
from invoicing.model.kinds import DEMANDS
from invoicing.model.money import check_number
from invoicing.model.party import Buyer
from invoicing.model.payment import PaymentMethod
from invoicing.model.vat import VatRate

if TYPE_CHECKING:
    from invoicing.model.invoice import Draft


def issued(draft: Draft, number: str, on: date, profile: CompanyProfile) -> Invoice:
    """The invoice a draft becomes under a number, dated `on` in Warsaw (P_1).

    Raises:
        IncompleteDraft: details name what is missing.
        InvalidAmount: amount-negative, amount-too-large.
        Refused: rate-of-exempt-company or exemption-unknown from the profile.
    """
    gaps = draft.gaps
    if gaps or draft.buyer is None:
        raise IncompleteDraft(missing=", ".join(gaps))
    _check_kind(draft)
    for rate in {line.vat_rate for line in draft.lines} - _rates_before(draft):
        profile.rate_for(rate)
    check_number(draft.totals.gross, "gross", digits=16)
    return _under(draft, number, on, profile, draft.buyer)


def _rates_before(draft: Draft) -> set[VatRate]:
    """Rates of what is corrected: they were lawful then, whatever the company has become since."""
    correction = draft.correction
    if correction is not None and correction.difference is not None:
        return {each.rate for each in correction.difference.per_rate}
    before = correction.before if correction else None
    return {line.vat_rate for line in before.lines} if before else set()


def _check_kind(draft: Draft) -> None:
    demands = DEMANDS[draft.kind]
    lowest = min((line.value for line in draft.lines), default=Decimal(0))
    if lowest < 0 and not demands.may_be_negative:
        raise InvalidAmount("amount-negative", amount=str(lowest))


def _under(draft: Draft, number: str, on: date, profile: CompanyProfile, buyer: Buyer) -> Invoice:
    content = draft.content
    exempt = VatRate.EXEMPT in {line.vat_rate for line in draft.lines} | _rates_before(draft)
    # else it is the buyer who gets something back
    to_us = draft.correction is None or draft.totals.gross > 0
    by_transfer = draft.payment_method is PaymentMethod.TRANSFER and to_us
    return Invoice(
        number=number,
        kind=draft.kind,
        issue_date=on,
        seller=profile.seller,
        buyer=buyer,
        lines=content.lines,
        price_kind=draft.price_kind,
        order=content.order,
        advance_payments=content.advance_payments,
        advance_invoices=draft.settles,
        currency=draft.currency,
        supply_date=draft.supply_date,
        due_date=draft.due_date,
        payment_method=draft.payment_method,
        paid=draft.paid,
        bank_account=profile.bank_account if by_transfer else None,
        exemption=profile.exemption if exempt else None,
        cash_accounting=profile.cash_accounting,
        split_payment=draft.split_payment,
        note=draft.note,
        correction=draft.correction,
        exchange_rate=draft.exchange_rate,
    )
