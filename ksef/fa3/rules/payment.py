"""Rules about how it is paid."""

from __future__ import annotations

from collections.abc import Iterator

from invoicing.model.accounts import BankAccount
from invoicing.model.errors import InvalidAccount
from ksef.fa3.problems import Problem, warning
from ksef.fa3.rules.document import Document
from ksef.fa3.tree import children, own_text, place

NRB_LENGTH = 26


def account_checksums(document: Document) -> Iterator[Problem]:
    """Length and check digits of NRB and IBAN; numbers of other shapes are left alone."""
    for kind in ("RachunekBankowy", "RachunekBankowyFaktora"):
        for account in children(document.content, f"Platnosc/{kind}/NrRB"):
            fault = account_fault(own_text(account))
            if fault is not None:
                yield warning(fault, place(account), account=own_text(account))


def account_fault(said: str) -> str | None:
    """What is wrong with an account that looks like an NRB (26 digits) or an IBAN; None for any other.

    >>> account_fault("96 9990 0012 0000 0000 0000 0001"), account_fault("PL95999000120000000000000001")
    (None, 'account-checksum')
    """
    compact = "".join(said.split())
    if compact.isdigit() and len(compact) != NRB_LENGTH:
        return None
    try:
        BankAccount.parse(compact)
    except InvalidAccount as fault:
        return None if fault.reason == "account-format" else fault.reason
    return None


def due_after_issue(document: Document) -> Iterator[Problem]:
    """A term before the day of issue is mostly a slip."""
    issued = document.fields.get("P_1", "")
    for term in children(document.content, "Platnosc/TerminPlatnosci/Termin"):
        if own_text(term) < issued:
            yield warning("due-before-issue", place(term), due_date=own_text(term), issue_date=issued)
