"""Facts of an invoice as its letter shows them: what to pay, where, until when, and by which numbers it is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from invoicing.model.invoice import Invoice
from invoicing.model.kinds import InvoiceKind
from invoicing.model.papers import Paper
from invoicing.model.party import Buyer
from invoicing.model.payment import Due, PaymentMethod
from invoicing.services.delivery.letters import InvoiceLetter, Occasion, PaymentReminder
from invoicing.services.unpaid.owing import left_to_pay
from templates.environment import module
from templates.letter_page import Fact, Sum
from templates.values import amount, grouped_account, grouped_nip, long_date

Labels = Mapping[str, str]


def labels(language: str) -> dict[str, Any]:
    """Words over facts."""
    return dict(vars(module(f"mail/{language}/labels.j2", language))["label"])


def spoken_of(letter: InvoiceLetter, language: str) -> dict[str, Any]:
    """What sentences may ask about."""
    invoice = letter.invoice
    correction = invoice.correction
    original = correction.originals[0] if correction else None
    left = left_to_pay(invoice)
    return {
        "number": invoice.number,
        "kind": invoice.kind.value,
        "seller": invoice.seller.name,
        "seller_email": invoice.seller.email,
        "ksef_number": str(letter.ksef_number) if letter.ksef_number else None,
        "number_in_transfer": letter.number_in_transfer and letter.ksef_number is not None,
        "plain": letter.paper is Paper.PLAIN_INVOICE,
        "occasion": letter.occasion.value,
        "follows": letter.occasion is Occasion.NUMBER,
        "again": letter.occasion is Occasion.COPY,
        "issue_date": long_date(invoice.issue_date.isoformat(), language),
        "due_date": _day(invoice.due_date, language) if left > 0 else None,
        "gross": amount(invoice.totals.gross, invoice.currency, language),
        "left": amount(left, invoice.currency, language),
        "owed": left > 0,
        "paid": invoice.paid,
        "corrects": original.number if original else None,
        "corrects_date": _day(original.issue_date, language) if original else None,
        "corrects_more": len(correction.originals) - 1 if correction else 0,
        "reason": correction.reason if correction else None,
        "link": letter.verification_link,
    }


def sum_of(letter: InvoiceLetter, language: str) -> Sum:
    """The amount at the top: what is still to be paid, or what it was about when nothing is."""
    invoice, words = letter.invoice, labels(language)
    left, gross = left_to_pay(invoice), invoice.totals.gross
    shown = left if left > 0 else gross
    due = _day(invoice.due_date, language)
    term = words["until"].format(day=due) if due and left > 0 else ""
    return Sum(words[_name_of_sum(invoice, left)], amount(shown, invoice.currency, language), term)


def _name_of_sum(invoice: Invoice, left: Decimal) -> str:
    if invoice.paid:
        return "paid"
    if invoice.correction is not None:
        return "to_add" if left > 0 else "difference"
    if left <= 0:
        return "gross"
    return "to_pay_gross" if left == invoice.totals.gross else "to_pay"


def summary_of(letter: InvoiceLetter, language: str) -> tuple[Fact, ...]:
    """What people act upon, and copy; the term of payment stands beside the amount."""
    invoice, words = letter.invoice, labels(language)
    left = left_to_pay(invoice)
    bare = letter.paper is Paper.TRANSACTION_CONFIRMATION or invoice.kind is InvoiceKind.PRO_FORMA
    number = "document_number" if bare else "number"
    facts = [Fact(words[number], (invoice.number,), copied=True)]
    if left > 0 and left != invoice.totals.gross:
        gross = amount(invoice.totals.gross, invoice.currency, language)
        facts.append(Fact(words["gross"], (gross,)))
    if left > 0:
        facts += _how_to_pay(letter, words, language)
    if letter.ksef_number is not None:
        facts.append(Fact(words["ksef_number"], (str(letter.ksef_number),), copied=True))
    return tuple(facts)


def reminded_of(reminder: PaymentReminder, language: str) -> tuple[Sum, tuple[Fact, ...]]:
    """The amount and the facts of a reminder: what is left goes before what the invoice said."""
    letter, words = reminder.about, labels(language)
    invoice = letter.invoice
    due = _day(invoice.due_date, language)
    term = words["was_due"].format(day=due) if due else ""
    top = Sum(words["left"], amount(reminder.left, invoice.currency, language), term)
    facts = [Fact(words["number"], (invoice.number,), copied=True)]
    if reminder.left != invoice.totals.gross:
        facts.append(Fact(words["gross"], (amount(invoice.totals.gross, invoice.currency, language),)))
    facts += _how_to_pay(letter, words, language)
    if letter.ksef_number is not None:
        facts.append(Fact(words["ksef_number"], (str(letter.ksef_number),), copied=True))
    return top, tuple(facts)


def _how_to_pay(letter: InvoiceLetter, words: Labels, language: str) -> Iterator[Fact]:
    invoice = letter.invoice
    for due in invoice.payment.due:
        yield Fact(words["due"], (_due(due, language),))
    yield Fact(words["method"], _method(invoice, words, language))
    if invoice.payment_method is not PaymentMethod.TRANSFER:
        return
    accounts = [invoice.bank_account, *(each.number for each in invoice.payment.accounts)]
    for account in filter(None, accounts):
        yield Fact(words["account"], (grouped_account(account),), copied=True)
    for factor in invoice.payment.factor_accounts:
        yield Fact(words["factor_account"], (grouped_account(factor.number),), copied=True)
    yield Fact(words["title"], (_title(letter),), copied=True)


def _title(letter: InvoiceLetter) -> str:
    """What a transfer is called: by both numbers where the law wants KSeF's (art. 108g ust. 1 VATA)."""
    if letter.number_in_transfer and letter.ksef_number is not None:
        return f"{letter.ksef_number} {letter.invoice.number}"
    return letter.invoice.number


def _method(invoice: Invoice, words: Labels, language: str) -> tuple[str, ...]:
    known = vars(module(f"words/{language}.j2", language))["payment"]
    method = invoice.payment.other_method or known[invoice.payment_method.value]
    return (method, words["split_payment"]) if invoice.split_payment else (method,)


def _due(due: Due, language: str) -> str:
    day = _day(due.on, language)
    words = f"{due.count} {due.unit}, {due.event}" if due.count is not None else ""
    return ", ".join(each for each in (day, words) if each)


def details_of(invoice: Invoice, language: str) -> tuple[Fact, ...]:
    """Who sold to whom, and when."""
    words, seller = labels(language), invoice.seller
    facts = (
        (words["issue_date"], (_day(invoice.issue_date, language),)),
        (words["seller"], (seller.name, f"NIP {grouped_nip(seller.nip.digits)}")),
        (words["buyer"], (invoice.buyer.name, _identifier(invoice.buyer, words))),
    )
    return tuple(Fact(label, tuple(filter(None, lines))) for label, lines in facts)


def _identifier(buyer: Buyer, words: Labels) -> str:
    if buyer.nip is not None:
        return f"NIP {grouped_nip(buyer.nip.digits)}"
    if buyer.eu_vat_number is not None:
        return f"{words['eu_vat_number']} {buyer.eu_vat_number}"
    if buyer.foreign_id is not None:
        return " ".join(filter(None, (words["foreign_id"], buyer.foreign_country, buyer.foreign_id)))
    return ""


def _day(day: Any, language: str) -> str:
    return long_date(day.isoformat(), language) if day else ""
