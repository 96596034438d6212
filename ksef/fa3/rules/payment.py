"""Rules about how it is paid."""

from __future__ import annotations

from collections.abc import Iterator

from ksef.fa3.problems import Problem, warning
from ksef.fa3.rules.document import Document
from ksef.fa3.tree import children, own_text, place


def account_checksums(document: Document) -> Iterator[Problem]:
    """Check digits of NRB and IBAN; numbers of other shapes are left alone."""
    for kind in ("RachunekBankowy", "RachunekBankowyFaktora"):
        for account in children(document.content, f"Platnosc/{kind}/NrRB"):
            if not account_is_sound(own_text(account)):
                yield warning("account-checksum", place(account), account=own_text(account))


def account_is_sound(said: str) -> bool:
    """Whether the check digits of an NRB (26 digits) or an IBAN are right; True for anything else.

    >>> account_is_sound("96 9990 0012 0000 0000 0000 0001"), account_is_sound("PL95999000120000000000000001")
    (True, False)
    """
    account = "".join(said.split()).upper()
    if len(account) == 26 and account.isdigit():
        account = f"PL{account}"
    if not (account[:2].isalpha() and account[2:4].isdigit() and account.isalnum() and account.isascii()):
        return True
    moved = account[4:] + account[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1


def due_after_issue(document: Document) -> Iterator[Problem]:
    """A term before the day of issue is mostly a slip."""
    issued = document.fields.get("P_1", "")
    for term in children(document.content, "Platnosc/TerminPlatnosci/Termin"):
        if own_text(term) < issued:
            yield warning("due-before-issue", place(term), due_date=own_text(term), issue_date=issued)
