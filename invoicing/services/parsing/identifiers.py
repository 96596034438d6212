"""Readers of an e-mail address and of the number of an older invoice."""

from __future__ import annotations

import re

from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.wish_words import AGAIN, COPIES, CORRECTS, SENDS
from invoicing.services.parsing.words import words

_EMAIL_LEADS = frozenset(
    words(
        "wyślij wysłać prześlij przesłać ślij wysyłka mail maila mailem mailowo email emailem na do adres e i oraz proszę ją"
        " poślij podeślij wyślijcie skrzynkę skrzynka pocztą send to it надішли на пошту"
    )
)
_ABOUT_ONE = AGAIN | CORRECTS | SENDS | COPIES | frozenset({"status", "stan"})
_YEAR_DIGITS = 4
_OF_INVOICE = re.compile(r"(?:F[A-Z]{0,4}|KOR|ZAL|RZ|PF)[/\-]", re.IGNORECASE)
_INVOICE = frozenset(words("faktura fakturę faktury fakturze fv fvat"))
_NUMBER_LEADS = frozenset(words("nr numer numerze numeru faktura fakture faktury fv fvat"))


def read_emails(sheet: Sheet) -> None:
    """An address to send to, with the words that lead to it."""
    at = 0
    while at < len(sheet.tokens):
        if sheet.tokens[at].kind is not Kind.EMAIL:
            at += 1
            continue
        address = sheet.tokens[at].text.lower()
        facts = sheet.facts
        if facts.email is None:
            facts.email = address
        elif address not in {facts.email, *facts.more_emails}:
            facts.more_emails = (*facts.more_emails, address)
        start = at
        while _leads_to_email(sheet.at(start - 1)):
            start -= 1
        at = sheet.take(start, at + 1)


def _leads_to_email(token: Token) -> bool:
    return token.is_sign(":-–.") or (
        token.kind is Kind.WORD and token.folded in {*_EMAIL_LEADS, "e-mail", "e-maila", "e-mailem"}
    )


def read_document_numbers(sheet: Sheet) -> None:
    """The number of an older invoice, with the words that lead to it: FV/2026/11/3, faktura nr 7/2026, FV 12/10/2026."""
    for at, token in enumerate(sheet.tokens):
        end = at + 1 if token.kind in {Kind.CODE, Kind.KSEF} and _names_an_invoice(sheet, at) else None
        end = end or _slashed_end(sheet, at)
        if end is None:
            continue
        sheet.facts.invoice_number = sheet.words(at, end)
        start = at
        while sheet.at(start - 1).is_word("nr", "numer", "numerze", "numeru"):
            start -= 1
        sheet.take(start, end)
        return


def _names_an_invoice(sheet: Sheet, at: int) -> bool:
    token, before = sheet.tokens[at], sheet.at(at - 1)
    lead = before.kind is Kind.WORD and before.folded in _NUMBER_LEADS
    return token.kind is Kind.KSEF or lead or _OF_INVOICE.match(token.text) is not None


def _is_meant(sheet: Sheet, at: int, before: int) -> bool:
    """Reads "korekta do 17/2026", "wyślij ponownie 22/2026": behind a wish that is about an older invoice."""
    lead = sheet.at(before)
    if lead.is_word("do") and any(token.folded in CORRECTS for token in sheet.tokens[:before]):
        return True
    year = sheet.at(at + 2).text
    asked = lead.folded in _ABOUT_ONE or (before < at - 1 and lead.kind is not Kind.WORD)
    return asked and len(year) == _YEAR_DIGITS and year.startswith("20")


def _slashed_end(sheet: Sheet, at: int) -> int | None:
    """Where digits between slashes end that stand right behind the word invoice, or behind "faktura nr"."""
    before = at - 1
    while sheet.at(before).is_word("nr", "numer", "numerze", "numeru"):
        before -= 1
    named = sheet.at(before).kind is Kind.WORD and sheet.at(before).folded in _INVOICE
    token, slash, year = sheet.tokens[at], sheet.at(at + 1), sheet.at(at + 2)
    if not named and not _is_meant(sheet, at, before):
        return None
    if token.kind is Kind.DATE:
        return at + 1 if "/" in token.text else None
    numbers = token.kind is Kind.NUMBER and year.kind is Kind.NUMBER
    joined = slash.is_sign("/") and slash.glued and year.glued
    return at + 3 if numbers and joined and token.text.isdecimal() and year.text.isdecimal() else None
