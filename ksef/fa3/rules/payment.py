"""Rules about how it is paid."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from invoicing.model.accounts import BankAccount
from invoicing.model.errors import InvalidAccount
from ksef.fa3.rules.branches import local
from ksef.fa3.rules.dates import day
from ksef.fa3.rules.document import Document, Entry
from ksef.fa3.rules.found import Findings, found
from ksef.fa3.tree import own_text, place

NRB_LENGTH = 26
_NEARLY_NRB = frozenset({NRB_LENGTH - 1, NRB_LENGTH + 1})  # a digit lost or typed twice
_ACCOUNTS = ("RachunekBankowy", "RachunekBankowyFaktora")
_COUNTRIES = {
    "GB": {"GB", "IM", "JE", "GG"},
    "FR": {"FR", "MC", "GF", "GP", "MQ", "RE", "PM", "YT", "NC", "PF"},
}
_TRANSFER = "6"
_FAR = timedelta(days=731)
_PLACE = "Faktura/Fa/Platnosc"
_TERM = "TerminPlatnosci/Termin"


def accounts(document: Document) -> Findings:
    """Length and check digits of NRB and IBAN; numbers of other shapes are left alone."""
    for kind in _ACCOUNTS:
        for account in document.payment.all(f"{kind}/NrRB"):
            fault = account_fault(own_text(account))
            if fault is not None:
                yield found(fault, place(account), account=own_text(account))


def account_fault(said: str) -> str | None:
    """What is wrong with an account that looks like an NRB (26 digits) or an IBAN; None for any other.

    >>> account_fault("96 9990 0012 0000 0000 0000 0001"), account_fault("PL95999000120000000000000001")
    (None, 'account-checksum')
    """
    compact = "".join(said.split())
    if compact.isdigit() and len(compact) != NRB_LENGTH:
        return "account-length" if len(compact) in _NEARLY_NRB else None
    try:
        BankAccount.parse(compact)
    except InvalidAccount as fault:
        return None if fault.reason == "account-format" else fault.reason
    return None


def banks(document: Document) -> Findings:
    """The country in a SWIFT code is that of the account."""
    accounts = [
        Entry.read(each)
        for payment in document.all_inside("Platnosc")
        for each in payment
        if local(each) in _ACCOUNTS
    ]
    for account in accounts:
        number, swift = account.fields.get("NrRB", ""), account.fields.get("SWIFT", "")
        country = number[:2].upper() if number[:2].isalpha() else "PL" * _is_nrb(number)
        if swift and country and swift[4:6] not in _COUNTRIES.get(country, {country}):
            yield found("swift-country", account.place("SWIFT"), swift=swift, country=country)


def _is_nrb(said: str) -> bool:
    return len(digits := "".join(said.split())) == NRB_LENGTH and digits.isdigit()


def due(document: Document) -> Findings:
    """A term before the day of issue, or years after it, is mostly a slip."""
    issued = document.fields["P_1"]
    for term in document.payment.all(_TERM):
        said = own_text(term)
        if said < issued:
            yield found("due-before-issue", place(term), due_date=said, issue_date=issued)
        elif day(said) > day(issued) + _FAR:
            yield found("due-far-ahead", place(term), due_date=said, issue_date=issued)


def paid(document: Document) -> Findings:
    """What was paid whole is not due later, and was paid no later than the invoice that says so."""
    payment, issued = document.payment, document.fields["P_1"]
    paid_on = payment.text("DataZaplaty")
    for term in payment.all(_TERM) if paid_on else ():
        if own_text(term) > max(paid_on, issued):
            yield found("paid-and-due", place(term), due_date=own_text(term), date=paid_on)
    for name in ("DataZaplaty", "ZaplataCzesciowa/DataZaplatyCzesciowej"):
        for element in payment.all(name):
            if own_text(element) > issued:
                yield found("paid-after-issue", place(element), date=own_text(element), issue_date=issued)


def installments(document: Document) -> Findings:
    """Parts make the whole when they are said to (2), and are no more than it when they are said to be parts (1)."""
    mark = document.payment.text("ZnacznikZaplatyCzesciowej")
    parts = document.payment.numbers("ZaplataCzesciowa/KwotaZaplatyCzesciowej")
    stated, due_sum = sum(parts, Decimal(0)), document.settlement.number("DoZaplaty")
    whole = document.number("P_15") if due_sum is None else due_sum
    if (mark == "2" and stated != whole) or (mark == "1" and stated > whole):
        yield found("installments-sum", f"{_PLACE}/ZnacznikZaplatyCzesciowej", stated=stated, expected=whole)


def account_is_given(document: Document) -> Findings:
    """Who is to pay by transfer needs an account."""
    payment = document.payment
    by_transfer = payment.text("FormaPlatnosci") == _TRANSFER and not payment.has("Zaplacono")
    known = any(payment.has(f"{kind}/NrRB") for kind in _ACCOUNTS)
    if (
        by_transfer
        and not known
        and payment.text("ZnacznikZaplatyCzesciowej") != "2"
        and document.number("P_15") > 0
    ):
        yield found("account-missing", _PLACE)


def link(document: Document) -> Findings:
    """The payment link leads to the payment that IPKSeF names."""
    link, identifier = document.payment.text("LinkDoPlatnosci"), document.payment.text("IPKSeF")
    if link and identifier and f"IPKSeF={identifier}" not in link:
        yield found("payment-id-differs", f"{_PLACE}/LinkDoPlatnosci", identifier=identifier)
    if link.startswith("http:"):
        yield found("payment-link-open", f"{_PLACE}/LinkDoPlatnosci")
