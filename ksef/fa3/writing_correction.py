"""What an invoice says of older ones: those it corrects, those of advances, and the payments of an advance."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from invoicing.model.correction import Correction, Original
from invoicing.model.invoice import Invoice
from invoicing.model.kinds import InvoiceKind
from ksef.fa3.numbers import money, quantity
from ksef.fa3.tree import Element
from ksef.fa3.writing_parties import put_buyer_before, put_seller_before
from ksef.fa3.xml import group, put, put_if, say, say_if

_OF_PAYMENTS = frozenset({InvoiceKind.ADVANCE, InvoiceKind.SETTLEMENT})


def put_correction(content: Element, invoice: Invoice) -> None:
    """Reason, originals, and what they said of seller, buyers and payment."""
    correction = invoice.correction
    if correction is None:
        return
    say_if(content, "PrzyczynaKorekty", correction.reason)
    put_if(content, "TypKorekty", correction.effect)
    for original in correction.originals:
        _put_original(group(content, "DaneFaKorygowanej"), original)
    say_if(content, "OkresFaKorygowanej", correction.period)
    say_if(content, "NrFaKorygowany", correction.right_number)
    if correction.seller_before is not None:
        put_seller_before(content, correction.seller_before, invoice)
    for buyer in correction.buyers_before:
        put_buyer_before(content, buyer)
    _put_gross_before(content, correction)


def _put_original(node: Element, original: Original) -> None:
    put(node, "DataWystFaKorygowanej", original.issue_date.isoformat())
    say(node, "NrFaKorygowanej", original.number)
    if original.ksef_number is not None:
        put(node, "NrKSeF", "1")
        put(node, "NrKSeFFaKorygowanej", original.ksef_number)
    else:
        put(node, "NrKSeFN", "1")


def _put_gross_before(content: Element, correction: Correction) -> None:
    """P_15ZK: the payment, or what was left to pay, before the correction."""
    before = correction.before
    if before is None or correction.of not in _OF_PAYMENTS:
        return
    put(content, "P_15ZK", money(before.totals.gross))
    rates = {each.exchange_rate for each in before.advance_payments} or {before.exchange_rate}
    rate = rates.pop()
    if not rates and rate is not None:  # several rates have no field
        put(content, "KursWalutyZK", quantity(rate.rate))


def put_advance_payments(content: Element, invoice: Invoice) -> None:
    """ZaliczkaCzesciowa, where there are several; of a correction what it changes on each day."""
    before = invoice.correction.before if invoice.correction else None
    old, new = before.advance_payments if before else (), invoice.advance_payments
    if max(len(old), len(new)) < 2 or old == new:  # one payment is P_15 itself
        return
    amounts: dict[tuple[date, Decimal | None], Decimal] = {}
    for sign, payments in ((-1, old), (1, new)):
        for each in payments:
            key = each.received_on, each.exchange_rate.rate if each.exchange_rate else None
            amounts[key] = amounts.get(key, Decimal(0)) + sign * each.amount
    for (received_on, rate), amount in amounts.items():
        if not amount:
            continue
        node = group(content, "ZaliczkaCzesciowa")
        put(node, "P_6Z", received_on.isoformat())
        put(node, "P_15Z", money(amount))
        if rate is not None:
            put(node, "KursWalutyZW", quantity(rate))


def put_advance_invoices(content: Element, invoice: Invoice) -> None:
    """FakturaZaliczkowa: the older invoices that this one settles."""
    for advance in invoice.advance_invoices:
        node = group(content, "FakturaZaliczkowa")
        if advance.ksef_number is not None:
            put(node, "NrKSeFFaZaliczkowej", advance.ksef_number)
        else:
            put(node, "NrKSeFZN", "1")
            say_if(node, "NrFaZaliczkowej", advance.number)
