"""Readers of tax numbers: a NIP, a VAT number of another country of the Union; and of what only looks like one."""

from __future__ import annotations

import re

from invoicing.model.errors import InvalidNip, InvalidValue
from invoicing.model.identifiers import EU_VAT_SHAPES, EuVatNumber, Nip
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.words import CURRENCIES, UNITS, words

_DIGITS = re.compile(r"\D")
_GROUPS = frozenset(
    {
        (10,),
        (3, 3, 2, 2),
        (3, 2, 2, 3),
        (3, 3, 4),
        (2, 4, 4),
        (4, 3, 3),
        (5, 5),
        (2, 2, 2, 2, 2),
        (3, 7),
        (3, 4, 3),
    }
)
_NIP_DIGITS = 10
_PREFIXED = re.compile(r"(?:pl|nip|nippl|nip-pl)-?(\d[\d\-]{3,24})")
_NUMERIC = frozenset({Kind.NUMBER, Kind.DASHED, Kind.POSTCODE})
_KEYWORDS = ("nip", "nipu", "nipem", "nipie", "nip-u", "nip-em", "nipy", "nіп", "ніп", "іпн", "nip-pl")
_AFTER_KEYWORD = frozenset(words("to nr numer pl firmy nabywcy klienta kontrahenta ma jest is o w"))
_BEFORE_NUMBER = frozenset(words("firma firmę firmy nr numer numerze o podatnik z"))
_BUYER_WORDS = frozenset(
    words(
        "dla nabywca nabywcy klient klienta kontrahent kontrahenta firmy firma firmę odbiorca for для покупець pl"
    )
)
_PHONE_WORDS = frozenset(words("tel telefon telefonu kom komórka pesel regon krs bdo gsm"))
_MONEY = frozenset((*CURRENCIES, "netto", "brutto"))
_ACCOUNT_WORDS = frozenset(words("konto konta kontem rachunek rachunku nr numer na pl bankowe bankowy iban"))
_ACCOUNT_DIGITS = 26
_EU_WORDS = frozenset(words("vat ue eu nr numer nip vat-ue vat-eu id number"))
_EU_LEADS = _EU_WORDS | _BUYER_WORDS
_MOST_PIECES = 5  # of a number that was typed in groups
_FEWEST_EU_DIGITS = 6  # with fewer it may be the name of a thing, though Romania gives such numbers


def read_nips(sheet: Sheet) -> None:
    """A NIP after the word NIP or PL, where the buyer is named, or as a bare run of ten digits."""
    at = 0
    while at < len(sheet.tokens):
        at = _nip_at(sheet, at) or at + 1


def _nip_at(sheet: Sheet, at: int) -> int | None:
    token = sheet.tokens[at]
    if token.is_word(*_KEYWORDS):
        return _after_keyword(sheet, at)
    prefixed = _PREFIXED.fullmatch(token.folded) if token.kind is Kind.WORD else None
    if prefixed:
        account = _account_end(sheet, at + 1, prefixed[1])
        return (
            sheet.take(_account_start(sheet, at), account)
            if account
            else _found(sheet, at, at + 1, prefixed[1])
        )
    return _bare_digits(sheet, at) if token.kind in _NUMERIC else None


def _bare_digits(sheet: Sheet, at: int) -> int | None:
    token = sheet.tokens[at]
    account = _account_end(sheet, at)
    if account:
        return sheet.take(_account_start(sheet, at), account)
    end, digits = _run(sheet, at)
    phone = _phone_start(sheet, at)
    if phone is not None:
        return sheet.take(phone, end)
    if _names_buyer(sheet, at) and len(digits) >= 7:
        start = at - 1 if sheet.at(at - 1).is_word("pl") else at
        return _found(sheet, start, end, digits)
    if sheet.at(at - 1).is_word("na") and len(digits) == _NIP_DIGITS and _checks(digits):
        return _found(sheet, at, end, digits)
    alone = (token.kind is Kind.DASHED or _plain_nip(token)) and not _is_amount(sheet, at)
    return _found(sheet, at, at + 1, _DIGITS.sub("", token.text)) if alone else None


def _is_amount(sheet: Sheet, at: int) -> bool:
    """Money follows, unless that is the money of another number: 5260250274 netto 1000."""
    other = sheet.at(at + 2).kind is Kind.NUMBER and _checks(sheet.tokens[at].text)
    return sheet.at(at + 1).folded in _MONEY and not other


def _account_end(sheet: Sheet, at: int, digits: str = "") -> int | None:
    """Where a bank account ends that begins here: 26 digits in one piece or in groups."""
    end = at
    while sheet.at(end).kind in _NUMERIC and len(digits) < _ACCOUNT_DIGITS:
        digits += _DIGITS.sub("", sheet.at(end).text)
        end += 1
    return end if len(digits) == _ACCOUNT_DIGITS else None


def _account_start(sheet: Sheet, at: int) -> int:
    start = at
    while sheet.at(start - 1).folded in _ACCOUNT_WORDS or (sheet.at(start - 1).is_sign(":") and start):
        start -= 1
    return start


def _names_buyer(sheet: Sheet, at: int) -> bool:
    before = sheet.at(at - 1)
    return (sheet.at(at - 2) if before.is_sign(":") else before).folded in _BUYER_WORDS


def _plain_nip(token: Token) -> bool:
    return token.kind is Kind.NUMBER and token.text.isdecimal() and 10 <= len(token.text) <= 11


def _phone_start(sheet: Sheet, at: int) -> int | None:
    """Where the word is that makes the digits a telephone number, with its dot: tel. 601 202 303."""
    start = at - 1
    while start >= max(0, at - 3) and sheet.at(start).is_sign(".:+"):
        start -= 1
    return start if start >= 0 and sheet.at(start).folded in _PHONE_WORDS else None


def _checks(digits: str) -> bool:
    """Whether the digits are a NIP: an amount seldom has the right check digit."""
    try:
        Nip.parse(digits)
    except InvalidNip:
        return False
    return True


def _after_keyword(sheet: Sheet, at: int) -> int:
    start = at + 1
    last = start + 2 * _MOST_PIECES
    while start < last and (sheet.at(start).is_sign(":.-–=#,") or sheet.at(start).folded in _AFTER_KEYWORD):
        start += 1
    prefixed = _PREFIXED.fullmatch(sheet.at(start).folded)
    if prefixed:
        return _found(sheet, at, start + 1, prefixed[1])
    if sheet.at(start).kind not in _NUMERIC:
        return sheet.take(at, at + 1)
    end, digits = _any_grouping(sheet, start) or _run(sheet, start)
    stuck = sheet.at(end)
    if stuck.kind is Kind.WORD and stuck.glued:  # a letter among the digits: never a NIP
        return _found(sheet, at, end + 1, digits + stuck.text)
    return _found(sheet, at, end, digits)


def _any_grouping(sheet: Sheet, start: int) -> tuple[int, str] | None:
    """Ten digits in whatever groups, as NIP was said: 526–025–02–74, 5 2 6 0 2 5 0 2 7 4."""
    groups, end = list[str](), start
    while sum(map(len, groups)) < _NIP_DIGITS:
        if sheet.at(end).is_sign("-–—_.") and sheet.at(end).glued and sheet.at(end + 1).glued and groups:
            end += 1
        if sheet.at(end).kind not in _NUMERIC:
            return None
        groups += re.split(r"\D", sheet.at(end).text)
        end += 1
    usual = all(len(group) > 1 for group in groups) or all(len(group) == 1 for group in groups)
    beyond = sheet.at(end)
    counts = beyond.kind is Kind.WORD and (beyond.folded in UNITS or beyond.folded in _MONEY)
    digits = "".join(groups)
    return (end, digits) if len(digits) == _NIP_DIGITS and usual and not counts else None


def _run(sheet: Sheet, start: int) -> tuple[int, str]:
    """Groups of digits that make one number: as many as give ten digits in a usual grouping, or one token."""
    groups: list[int] = []
    digits, end = "", start
    while sheet.at(end).kind in _NUMERIC and len(digits) < 2 * _NIP_DIGITS:
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
    while start and sheet.at(start - 1).folded in _BEFORE_NUMBER:
        start -= 1
    return sheet.take(start, end)


def read_eu_vat_numbers(sheet: Sheet) -> None:
    """A VAT number of another country of the Union: DE123456789, DE 123 456 789, NL 123456789 B01."""
    for at, token in enumerate(sheet.tokens):
        if token.kind is not Kind.WORD or token.text[:2].upper() not in EU_VAT_SHAPES:
            continue
        end = _eu_number_at(sheet, at)
        if end is not None:
            sheet.take(_start_of_vat_words(sheet, at), end)
            return


def _eu_number_at(sheet: Sheet, at: int) -> int | None:
    token, led = sheet.tokens[at], sheet.at(at - 1).folded in _EU_LEADS or sheet.at(at - 1).is_sign(":(")
    if len(token.text) == 2 and not (token.text.isupper() or led):
        return None
    for end in _ends(sheet, at):
        said = sheet.words(at, end)
        digits = _DIGITS.sub("", said)
        if len(digits) < _FEWEST_EU_DIGITS:
            break
        try:
            sheet.facts.eu_vat_number = EuVatNumber.parse(said).value
        except InvalidValue:
            continue
        return end
    return _malformed(sheet, at) if led else None


def _ends(sheet: Sheet, at: int) -> list[int]:
    """Where the number may end: after the pieces that have digits, the longest first; one piece when it is whole."""
    end = at + 1
    while end < at + _MOST_PIECES and any(map(str.isdecimal, sheet.at(end).text)):
        end += 1
    whole = len(_DIGITS.sub("", sheet.tokens[at].text)) >= _FEWEST_EU_DIGITS
    return [at + 1] if whole else list(range(end, at, -1))


def _malformed(sheet: Sheet, at: int) -> int | None:
    """The code of a country and many digits, where a buyer is named: a VAT number with a mistake in it."""
    token, after = sheet.tokens[at], sheet.at(at + 1)
    end = at + 2 if len(token.text) == 2 and after.kind in _NUMERIC else at + 1
    said = sheet.words(at, end)
    if len(_DIGITS.sub("", said)) < _FEWEST_EU_DIGITS or not re.fullmatch(
        r"[A-Za-z]{2}[ A-Za-z]?[\d \-]+[A-Za-z]?", said
    ):
        return None
    sheet.facts.doubt("eu_vat_number", said)
    return end


def _start_of_vat_words(sheet: Sheet, at: int) -> int:
    while at and (sheet.at(at - 1).folded in _EU_WORDS or sheet.at(at - 1).is_sign(":-")):
        at -= 1
    return at
