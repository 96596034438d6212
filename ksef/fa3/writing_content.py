"""The element Fa: dates, totals, annotations, rows and payment."""

from __future__ import annotations

from collections.abc import Sequence

from invoicing.model.invoice import Invoice, Line, PaymentMethod
from invoicing.model.vat import PriceKind, VatRate
from ksef.fa3.codes import GROUP_OF, PAYMENT_CODES
from ksef.fa3.numbers import money, price, quantity
from ksef.fa3.xml import Node

_BUYER_SETTLES = {VatRate.REVERSE_CHARGE, VatRate.OUT_OF_SCOPE_EU_SERVICES}


def put_content(document: Node, invoice: Invoice, notes: Sequence[tuple[str, str]]) -> None:
    """Fa, in the order that the schema demands."""
    content = document.put("Fa")
    content.put("KodWaluty", invoice.currency)
    content.put("P_1", invoice.issue_date.isoformat())
    content.put("P_2", invoice.number)
    if invoice.supply_date is not None and invoice.supply_date != invoice.issue_date:
        content.put("P_6", invoice.supply_date.isoformat())  # only when it differs from P_1
    _put_totals(content, invoice)
    _put_annotations(content, invoice)
    content.put("RodzajFaktury", invoice.kind.value)
    for key, value in notes:
        description = content.put("DodatkowyOpis")
        description.put("Klucz", key)
        description.put("Wartosc", value)
    for ordinal, line in enumerate(invoice.lines, start=1):
        _put_line(content, ordinal, line, invoice.price_kind)
    _put_payment(content, invoice)


def _put_totals(content: Node, invoice: Invoice) -> None:
    totals = invoice.totals
    for total in totals.per_rate:
        group = GROUP_OF[total.rate.value]
        content.put(group.net, money(total.net))
        if group.vat is not None:
            content.put(group.vat, money(total.vat))
    content.put("P_15", money(totals.gross))


def _put_annotations(content: Node, invoice: Invoice) -> None:
    rates = {line.vat_rate for line in invoice.lines}
    notes = content.put("Adnotacje")
    notes.put_choice("P_16", yes=invoice.cash_accounting)
    notes.put_choice("P_17", yes=False)
    notes.put_choice("P_18", yes=bool(rates & _BUYER_SETTLES))
    notes.put_choice("P_18A", yes=invoice.split_payment)
    exemption = notes.put("Zwolnienie")
    if VatRate.EXEMPT in rates and invoice.exemption is not None:
        exemption.put("P_19", "1")
        exemption.put(invoice.exemption.field, invoice.exemption.text)
    else:
        exemption.put("P_19N", "1")
    notes.put("NoweSrodkiTransportu").put("P_22N", "1")
    notes.put_choice("P_23", yes=False)
    notes.put("PMarzy").put("P_PMarzyN", "1")


def _put_line(content: Node, ordinal: int, line: Line, price_kind: PriceKind) -> None:
    net = price_kind is PriceKind.NET
    row = content.put("FaWiersz")
    row.put("NrWierszaFa", str(ordinal))
    row.put("P_7", line.name)
    row.put_if("P_8A", line.unit)
    row.put("P_8B", quantity(line.quantity))
    row.put("P_9A" if net else "P_9B", price(line.unit_price))
    row.put("P_11" if net else "P_11A", money(line.value))
    row.put("P_12", line.vat_rate.value)


def _put_payment(content: Node, invoice: Invoice) -> None:
    payment = content.put("Platnosc")
    if invoice.paid:
        payment.put("Zaplacono", "1")
        payment.put("DataZaplaty", invoice.issue_date.isoformat())
    elif invoice.due_date is not None:
        payment.put("TerminPlatnosci").put("Termin", invoice.due_date.isoformat())
    payment.put("FormaPlatnosci", PAYMENT_CODES[invoice.payment_method])
    if invoice.bank_account and invoice.payment_method is PaymentMethod.TRANSFER:
        payment.put("RachunekBankowy").put("NrRB", "".join(invoice.bank_account.split()).removeprefix("PL"))
