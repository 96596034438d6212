"""The element Fa, in the order that the schema demands."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from invoicing.model.invoice import Invoice
from invoicing.model.kinds import InvoiceKind
from invoicing.model.pln import vat_in_pln
from invoicing.model.vat import RateTotal, VatRate
from ksef.fa3.codes import GROUP_OF, KIND_OF_CORRECTION
from ksef.fa3.numbers import money, quantity
from ksef.fa3.tree import Element
from ksef.fa3.writing_annotations import put_annotations
from ksef.fa3.writing_correction import put_advance_invoices, put_advance_payments, put_correction
from ksef.fa3.writing_lines import put_lines, put_order
from ksef.fa3.writing_payment import put_payment, put_settlement
from ksef.fa3.writing_terms import put_terms
from ksef.fa3.xml import flag_if, group, put, say, say_if

_ZERO = Decimal("0.00")


def put_content(document: Element, invoice: Invoice, notes: Sequence[tuple[str, str]]) -> None:
    """Fa."""
    content, said = group(document, "Fa"), invoice.annotations
    _put_head(content, invoice)
    _put_totals(content, invoice)
    put_annotations(content, invoice)
    put(content, "RodzajFaktury", kind_of(invoice))
    put_correction(content, invoice)
    put_advance_payments(content, invoice)
    flag_if(content, "FP", yes=said.cash_register)
    flag_if(content, "TP", yes=said.related_parties)
    for key, value in notes:
        description = group(content, "DodatkowyOpis")
        say(description, "Klucz", key)
        say(description, "Wartosc", value)
    put_advance_invoices(content, invoice)
    flag_if(content, "ZwrotAkcyzy", yes=said.excise_refund)
    put_lines(content, invoice)
    put_settlement(content, invoice)
    put_payment(content, invoice)
    put_terms(content, invoice.terms)
    put_order(content, invoice)


def kind_of(invoice: Invoice) -> str:
    """RodzajFaktury; corrections of advances and of settlements have their own."""
    if invoice.correction is None:
        return invoice.kind.value
    return KIND_OF_CORRECTION.get(invoice.correction.of, invoice.kind.value)


def _put_head(content: Element, invoice: Invoice) -> None:
    put(content, "KodWaluty", invoice.currency)
    put(content, "P_1", invoice.issue_date.isoformat())
    say_if(content, "P_1M", invoice.place)
    say(content, "P_2", invoice.number)
    for number in invoice.warehouse_notes:
        say(content, "WZ", number)
    supplied = invoice.supply_date
    if supplied is None and len(invoice.advance_payments) == 1:
        supplied = invoice.advance_payments[0].received_on
    if invoice.period is not None:
        period = group(content, "OkresFa")
        put(period, "P_6_Od", invoice.period.start.isoformat())
        put(period, "P_6_Do", invoice.period.end.isoformat())
    elif supplied is not None and supplied != invoice.issue_date:
        put(content, "P_6", supplied.isoformat())  # only when it differs from P_1


def _put_totals(content: Element, invoice: Invoice) -> None:
    totals, in_pln = invoice.totals, vat_in_pln(invoice)
    stated = {total.rate: total for total in totals.per_rate}
    for rate, amount in in_pln.items():
        if amount and rate not in stated:  # a correction that changes nothing but the rate of exchange
            stated[rate] = RateTotal(rate, _ZERO, _ZERO)
    for total in sorted(stated.values(), key=_place) if in_pln else totals.per_rate:
        fields = GROUP_OF[total.rate.value]
        put(content, fields.net, money(total.net))
        if fields.vat is not None:
            put(content, fields.vat, money(total.vat))
            if total.rate in in_pln:
                put(content, f"{fields.vat}W", money(in_pln[total.rate]))
    put(content, "P_15", money(totals.gross))
    _put_rate_of_advance(content, invoice)


def _place(total: RateTotal) -> int:
    return list(VatRate).index(total.rate)


def _put_rate_of_advance(content: Element, invoice: Invoice) -> None:
    """KursWalutyZ: the one rate of an advance; several payments have their own."""
    if invoice.kind is not InvoiceKind.ADVANCE or len(invoice.advance_payments) != 1:
        return
    rate = invoice.content.pln_rate
    if rate is not None:
        put(content, "KursWalutyZ", quantity(rate))
