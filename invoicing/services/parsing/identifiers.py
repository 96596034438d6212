"""Readers of what names a party or a document: NIP, EU VAT number, e-mail, account, invoice number."""

from __future__ import annotations

import re

from invoicing.model.errors import InvalidNip, InvalidValue
from invoicing.model.identifiers import EuVatNumber, Nip
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.words import words

_DIGITS = re.compile(r"\D")
_GROUPS = frozenset(
    {(10,), (3, 3, 2, 2), (3, 2, 2, 3), (3, 3, 4), (2, 4, 4), (4, 3, 3), (5, 5), (2, 2, 2, 2, 2)}
)
_PREFIXED = re.compile(r"(?:pl|nip|nippl)(\d{4,20})")
_NUMERIC = frozenset({Kind.NUMBER, Kind.DASHED, Kind.POSTCODE})
_BUYER_WORDS = (
    "dla",
    "nabywca",
    "nabywcy",
    "klient",
    "klienta",
    "kontrahent",
    "kontrahenta",
    "firmy",
    "firma",
)
_PHONE_WORDS = ("tel", "telefon", "telefonu", "kom", "nr tel", "pesel", "regon", "krs")
_MONEY = ("zl", "zloty", "zlote", "zlotych", "pln", "eur", "euro", "usd", "netto", "brutto")
_ACCOUNT_DIGITS = 26
_EMAIL_LEADS = frozenset(
    words(
        "wyslij wyslac przeslij przeslac slij wysylka mail maila mailem mailowo email na do adres e i oraz prosze ja"
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
    return token.is_sign(":-–.") or (token.kind is Kind.WORD and token.folded in {*_EMAIL_LEADS, "e-mail"})


def read_nips(sheet: Sheet) -> None:
    """A NIP after the word NIP or PL, where the buyer is named, or as a bare run of ten digits."""
    at = 0
    while at < len(sheet.tokens):
        at = _nip_at(sheet, at) or at + 1


def _nip_at(sheet: Sheet, at: int) -> int | None:
    token = sheet.tokens[at]
    if token.is_word("nip", "nipu", "nipem", "nip-u"):
        return _after_keyword(sheet, at)
    prefixed = _PREFIXED.fullmatch(token.folded) if token.kind is Kind.WORD else None
    if prefixed:
        return _found(sheet, at, at + 1, prefixed[1])
    return _bare_digits(sheet, at) if token.kind in _NUMERIC else None


def _bare_digits(sheet: Sheet, at: int) -> int | None:
    token = sheet.tokens[at]
    account = _account_end(sheet, at)
    if account:
        start = at
        while sheet.at(start - 1).is_word("konto", "konta", "rachunek", "nr", "numer", "na", "pl"):
            start -= 1
        return sheet.take(start, account)
    end, digits = _run(sheet, at)
    if _is_phone(sheet, at):
        return sheet.take(at - 1, end)
    if _names_buyer(sheet, at) and len(digits) >= 7:
        return _found(sheet, at, end, digits)
    if sheet.at(at + 1).is_word(*_MONEY):
        return None
    if token.kind is Kind.DASHED or _plain_nip(token):
        return _found(sheet, at, at + 1, _DIGITS.sub("", token.text))
    return None


def _account_end(sheet: Sheet, at: int) -> int | None:
    """Where a bank account ends that begins here: 26 digits in one piece or in groups."""
    digits, end = "", at
    while sheet.at(end).kind in _NUMERIC and len(digits) < _ACCOUNT_DIGITS:
        digits += _DIGITS.sub("", sheet.at(end).text)
        end += 1
    return end if len(digits) == _ACCOUNT_DIGITS else None


def _names_buyer(sheet: Sheet, at: int) -> bool:
    before = sheet.at(at - 1)
    return (sheet.at(at - 2) if before.is_sign(":") else before).is_word(*_BUYER_WORDS)


def _plain_nip(token: Token) -> bool:
    return token.kind is Kind.NUMBER and token.text.isdecimal() and 10 <= len(token.text) <= 11


def _is_phone(sheet: Sheet, at: int) -> bool:
    before = sheet.at(at - 1)
    if before.is_sign(".:"):
        before = sheet.at(at - 2)
    return before.is_word(*_PHONE_WORDS)


def _after_keyword(sheet: Sheet, at: int) -> int:
    start = at + 1
    while sheet.at(start).is_sign(":.-–=#") or sheet.at(start).is_word("to", "nr", "numer", "pl", "firmy"):
        start += 1
    prefixed = _PREFIXED.fullmatch(sheet.at(start).folded)
    if prefixed:
        return _found(sheet, at, start + 1, prefixed[1])
    if sheet.at(start).kind not in _NUMERIC:
        return sheet.take(at, at + 1)
    end, digits = _run(sheet, start)
    return _found(sheet, at, end, digits)


def _run(sheet: Sheet, start: int) -> tuple[int, str]:
    """Groups of digits that make one number: as many as give ten digits in a usual grouping, or one token."""
    groups: list[int] = []
    digits, end = "", start
    while sheet.at(end).kind in _NUMERIC and len(digits) < 40:
        token = sheet.at(end)
        if "," in token.text or "." in token.text:
            break
        pieces = re.split(r"\D", token.text)
        groups.extend(map(len, pieces))
        digits += "".join(pieces)
        end += 1
        if tuple(groups) in _GROUPS:
            return end, digits
    return start + 1, _DIGITS.sub("", sheet.at(start).text)


def _found(sheet: Sheet, start: int, end: int, digits: str) -> int:
    facts = sheet.facts
    try:
        nip = Nip.parse(digits)
    except InvalidNip as wrong:
        facts.doubt(wrong.reason.replace("-", "_"), digits)
    else:
        if facts.nip not in {None, nip}:
            facts.doubt("nip_several", digits)
        facts.nip = facts.nip or nip
    return sheet.take(start, end)


def read_eu_vat_numbers(sheet: Sheet) -> None:
    """A VAT number of another country of the Union: DE123456789, or DE 123456789."""
    for at, token in enumerate(sheet.tokens):
        if token.kind is not Kind.WORD or len(token.text) < 2 or not token.text[:2].isupper():
            continue
        end = at + 1
        if len(token.text) == 2 and sheet.at(end).kind is Kind.NUMBER:
            end += 1
        try:
            sheet.facts.eu_vat_number = EuVatNumber.parse(sheet.words(at, end)).value
        except InvalidValue:
            continue
        sheet.take(_start_of_vat_words(sheet, at), end)
        return


def _start_of_vat_words(sheet: Sheet, at: int) -> int:
    while sheet.at(at - 1).is_word("vat", "ue", "eu", "nr", "numer", "nip") or sheet.at(at - 1).is_sign(":-"):
        at -= 1
    return at


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
