"""Rozliczenie and Platnosc: what is due in the end, and how it is paid."""

from __future__ import annotations

from invoicing.model.invoice import Invoice
from invoicing.model.kinds import InvoiceKind
from invoicing.model.payment import Account, Due, PartPayment, Payment, PaymentMethod
from ksef.fa3.codes import PAYMENT_CODES
from ksef.fa3.numbers import money
from ksef.fa3.tree import Element
from ksef.fa3.xml import group, put, put_if, say, say_if

_PART, _WHOLE = "1", "2"  # ZnacznikZaplatyCzesciowej

_MAY_LEAVE_NOTHING = frozenset({InvoiceKind.CORRECTING, InvoiceKind.SETTLEMENT})


def put_settlement(content: Element, invoice: Invoice) -> None:
    """Rozliczenie: charges and deductions outside the sale, and what they make of P_15."""
    if not invoice.charges and not invoice.deductions:
        return
    node = group(content, "Rozliczenie")
    kinds = (
        ("Obciazenia", "SumaObciazen", invoice.charges),
        ("Odliczenia", "SumaOdliczen", invoice.deductions),
    )
    for one, whole, adjustments in kinds:
        for adjustment in adjustments:
            entry = group(node, one)
            put(entry, "Kwota", money(adjustment.amount))
            say(entry, "Powod", adjustment.reason)
        if adjustments:
            put(node, whole, money(sum((each.amount for each in adjustments[1:]), adjustments[0].amount)))
    due = invoice.to_pay
    put(node, "DoZaplaty" if due >= 0 else "DoRozliczenia", money(abs(due)))


def put_payment(content: Element, invoice: Invoice) -> None:
    """Platnosc, unless a correction or a settlement leaves nothing to pay."""
    if invoice.kind in _MAY_LEAVE_NOTHING and not invoice.to_pay and invoice.payment == Payment():
        return
    node, more = group(content, "Platnosc"), invoice.payment
    _put_paid(node, invoice)
    if not invoice.paid and invoice.due_date is not None:
        put(group(node, "TerminPlatnosci"), "Termin", invoice.due_date.isoformat())
    for due in more.due:
        _put_due(node, due)
    if more.other_method:
        put(node, "PlatnoscInna", "1")
        say(node, "OpisPlatnosci", more.other_method)
    else:
        put(node, "FormaPlatnosci", PAYMENT_CODES[invoice.payment_method])
    _put_accounts(node, invoice)
    if more.cash_discount is not None:
        discount = group(node, "Skonto")
        say(discount, "WarunkiSkonta", more.cash_discount.conditions)
        say(discount, "WysokoscSkonta", more.cash_discount.size)
    put_if(node, "LinkDoPlatnosci", more.link)
    put_if(node, "IPKSeF", more.ksef_payment_id)


def _put_paid(node: Element, invoice: Invoice) -> None:
    parts = invoice.payment.parts
    if parts:
        put(node, "ZnacznikZaplatyCzesciowej", _WHOLE if invoice.paid else _PART)
        for part in parts:
            _put_part(group(node, "ZaplataCzesciowa"), part)
    elif invoice.paid:
        received = [payment.received_on for payment in invoice.advance_payments]
        paid_on = invoice.payment.paid_on or max(received, default=invoice.issue_date)
        put(node, "Zaplacono", "1")
        put(node, "DataZaplaty", paid_on.isoformat())


def _put_part(node: Element, part: PartPayment) -> None:
    put(node, "KwotaZaplatyCzesciowej", money(part.amount))
    put(node, "DataZaplatyCzesciowej", part.paid_on.isoformat())
    if part.method is not None:
        put(node, "FormaPlatnosci", PAYMENT_CODES[part.method])


def _put_due(payment: Element, due: Due) -> None:
    node = group(payment, "TerminPlatnosci")
    if due.on is not None:
        put(node, "Termin", due.on.isoformat())
    if due.count is not None:
        words = group(node, "TerminOpis")
        put(words, "Ilosc", str(due.count))
        say_if(words, "Jednostka", due.unit)
        say_if(words, "ZdarzeniePoczatkowe", due.event)


def _put_accounts(node: Element, invoice: Invoice) -> None:
    refund = invoice.to_pay < 0  # which goes to the buyer's account
    if invoice.bank_account and invoice.payment_method is PaymentMethod.TRANSFER and not refund:
        put(group(node, "RachunekBankowy"), "NrRB", _compact(invoice.bank_account))
    for name, accounts in (
        ("RachunekBankowy", invoice.payment.accounts),
        ("RachunekBankowyFaktora", invoice.payment.factor_accounts),
    ):
        for account in accounts:
            _put_account(group(node, name), account)


def _put_account(node: Element, account: Account) -> None:
    put(node, "NrRB", _compact(account.number))
    put_if(node, "SWIFT", account.swift)
    put_if(node, "RachunekWlasnyBanku", account.bank_own)
    say_if(node, "NazwaBanku", account.bank)
    say_if(node, "OpisRachunku", account.description)


def _compact(account: str) -> str:
    return "".join(account.split()).removeprefix("PL")
