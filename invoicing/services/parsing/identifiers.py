"""Readers of an e-mail address and of the number of an older invoice."""

from __future__ import annotations

from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.words import words

_EMAIL_LEADS = frozenset(
    words(
        "wyślij wysłać prześlij przesłać ślij wysyłka mail maila mailem mailowo email emailem na do adres e i oraz proszę ją"
        " poślij podeślij wyślijcie skrzynkę skrzynka pocztą send to it надішли на пошту"
    )
)
_NUMBER_LEADS = frozenset(words("nr numer numerze numeru faktura fakture faktury fv fvat"))


def read_emails(sheet: Sheet) -> None:
    """An address to send to, with the words that lead to it."""
    at = 0
    while at < len(sheet.tokens):
        if sheet.tokens[at].kind is not Kind.EMAIL:
            at += 1
            continue
        address = sheet.tokens[at].text.lower()
        if sheet.facts.email not in {None, address}:
            sheet.facts.doubt("email_several", address)
        sheet.facts.email = sheet.facts.email or address
        start = at
        while _leads_to_email(sheet.at(start - 1)):
            start -= 1
        at = sheet.take(start, at + 1)


def _leads_to_email(token: Token) -> bool:
    return token.is_sign(":-–.") or (
        token.kind is Kind.WORD and token.folded in {*_EMAIL_LEADS, "e-mail", "e-maila", "e-mailem"}
    )


def read_document_numbers(sheet: Sheet) -> None:
    """The number of an older invoice, with the words that lead to it."""
    for at, token in enumerate(sheet.tokens):
        if token.kind not in {Kind.CODE, Kind.KSEF} or not _names_an_invoice(sheet, at):
            continue
        sheet.facts.invoice_number = token.text
        start = at
        while sheet.at(start - 1).is_word("nr", "numer", "numerze", "numeru"):
            start -= 1
        sheet.take(start, at + 1)
        return


def _names_an_invoice(sheet: Sheet, at: int) -> bool:
    token, before = sheet.tokens[at], sheet.at(at - 1)
    lead = before.kind is Kind.WORD and before.folded in _NUMBER_LEADS
    return token.kind is Kind.KSEF or lead or token.text.upper().startswith(("FV", "FA", "FS", "F/", "KOR"))
