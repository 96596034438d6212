"""Terms of a change, read by the readers of whole sentences: a clause is theirs when they take all of it."""

from __future__ import annotations

import re
from datetime import date

from invoicing.services.parsing.due import read_due
from invoicing.services.parsing.edits import words as said
from invoicing.services.parsing.edits.said import Edit, Field
from invoicing.services.parsing.identifiers import read_emails
from invoicing.services.parsing.phrases import read_phrases
from invoicing.services.parsing.sheet import Facts, Sheet
from invoicing.services.parsing.supply import read_supply
from invoicing.services.parsing.terms import read_payment
from invoicing.services.parsing.tokens import Kind, clean, tokenize
from invoicing.services.parsing.understood import Problem
from invoicing.services.parsing.words import words

_READERS = (read_emails, read_phrases, read_supply, read_due, read_payment)
_OF_DUE = (read_due, read_emails, read_phrases, read_payment)
_FILLERS = frozenset(
    words(
        "na to ma byc w z o za do jest będzie platnosc platnosci platne zaplata zaplaty forma sposob metoda wyslij wyslac wysylaj klienta nabywcy usluga uslugi towar"
        " mail e-mail email adres send it by in the is payment pay оплата надішли відправ на до пошта ją go mi"
    )
)
_SPAN = re.compile(
    r"(?:na |za |in |на |через |до )?(?:\d{1,3}|tydzien|miesiac|week|month|тиждень|місяць)(?: [^\W\d]+)*"
)
_LONGEST = 200  # characters; nobody says more about when and how it is paid


def read_terms(raw: str, folded: str, today: date) -> tuple[list[Edit], list[Problem]]:
    """Due date, day of supply, means of payment, paid, split payment, an address to send to; nothing else beside."""
    if said.UNPAID.fullmatch(folded):
        return [Edit(Field.PAID, yes=False)], []
    if said.PAID.fullmatch(folded):
        return [Edit(Field.PAID)], []
    if len(raw) > _LONGEST:
        return [], []
    for text in _spoken(raw, folded):
        facts = _taken(text, today)
        if facts is not None:
            return _edits(facts), list(facts.problems)
    return [], []


def _spoken(raw: str, folded: str) -> list[str]:
    """The clause as it is, and with the lead that it leaves out: "21 dni", "due 21 days", "na koniec miesiąca"."""
    forms = [raw]
    due = said.DUE.fullmatch(folded)
    if due:
        forms.insert(0, "termin " + raw[due.start("rest") :])
    elif _SPAN.fullmatch(folded) and not folded.isdecimal():
        forms.append("termin " + raw)
    supply = said.SUPPLY.match(folded)
    if supply:
        forms.append(
            "data sprzedaży " + re.sub(r"^(?:\s*[:=]|\s+(?:na|to|ma byc))?\s*", "", raw[supply.end() :])
        )
    return forms


def _taken(text: str, today: date) -> Facts | None:
    """What the readers find, when they leave nothing but fillers."""
    sheet = Sheet(text, tokenize(clean(text)), today)
    for read in _OF_DUE if text.startswith("termin ") else _READERS:
        read(sheet)
    left = [token for token in sheet.tokens if token.kind is not Kind.GAP and not token.is_sign(":;.,-=")]
    if any(token.kind is not Kind.WORD or token.folded not in _FILLERS for token in left):
        return None
    return sheet.facts if _edits(sheet.facts) or sheet.facts.problems else None


def _edits(facts: Facts) -> list[Edit]:
    found: list[tuple[bool, Edit]] = [
        (facts.due_date is not None, Edit(Field.DUE, day=facts.due_date)),
        (facts.supply_date is not None, Edit(Field.SUPPLY, day=facts.supply_date)),
        (facts.payment_method is not None, Edit(Field.PAYMENT, payment=facts.payment_method)),
        (facts.paid, Edit(Field.PAID)),
        (facts.split_payment, Edit(Field.SPLIT)),
        (facts.email is not None, Edit(Field.SEND_TO, facts.email or "")),
        *((True, Edit(Field.SEND_ALSO, address)) for address in facts.more_emails),
    ]
    return [edit for said_so, edit in found if said_so]
