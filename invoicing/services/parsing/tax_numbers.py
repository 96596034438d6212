"""Reader of a NIP, and of what only looks like one: accounts, telephones, other registers."""

from __future__ import annotations

import re
from dataclasses import replace

from invoicing.model.errors import InvalidNip
from invoicing.model.identifiers import EU_VAT_SHAPES, Nip
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.spoken import digits_in_words
from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.words import CURRENCIES, NUMERALS, UNITS, words

DIGITS = re.compile(r"\D")
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
_NEARLY = (9, 11)
_PREFIXED = re.compile(r"(?:pl|nip|nippl|nip-pl|dla|na|fv|fvat|faktura|fakture)-?(\d[\d\-]{3,30})")
_FOREIGN = re.compile(r"[A-Z]{2,3}[0-9A-Z]{6,}")  # of a country outside the Union: no field of ours
NUMERIC = frozenset({Kind.NUMBER, Kind.DASHED, Kind.POSTCODE})
_KEYWORDS = ("nip", "nipu", "nipem", "nipie", "nip-u", "nip-em", "nipy", "nіп", "ніп", "іпн", "nip-pl")
_AFTER_KEYWORD = frozenset(words("to nr numer pl firmy nabywcy klienta kontrahenta ma jest is o w"))
_BEFORE_NUMBER = frozenset(words("dal firma firmę firmy nr numer numerze o podatnik z"))
BUYER_WORDS = frozenset(
    words(
        "ctr zleceniodawca zleceniodawcy zamawiający zamawiającego płatnik płatnika dla nabywca nabywcy klient klienta kontrahent kontrahenta firmy firma firmę odbiorca for для покупець pl"
    )
)
_PHONE_WORDS = frozenset(words("tel telefon telefonu kom komórka pesel regon krs bdo gsm"))
_MONEY = frozenset((*CURRENCIES, "netto", "brutto"))
_ACCOUNT_WORDS = frozenset(words("konto konta kontem rachunek rachunku nr numer na pl bankowe bankowy iban"))
_ACCOUNT_DIGITS = 26
_MOST_PIECES = 5  # of a number that was typed in groups


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
    spoken = _spoken(sheet, at) if token.folded in NUMERALS else None
    if spoken:
        return _found(sheet, at, *spoken)
    return _bare_digits(sheet, at) if token.kind in NUMERIC else None


def _spoken(sheet: Sheet, at: int) -> tuple[int, str] | None:
    """Ten digits said one by one: pięć dwa sześć zero ..."""
    said = [NUMERALS.get(sheet.at(place).folded, "") for place in range(at, at + _NIP_DIGITS)]
    whole = all(len(digit) == 1 and digit.isdecimal() for digit in said)
    return (at + _NIP_DIGITS, "".join(said)) if whole else None


def _spoken_in_groups(sheet: Sheet, at: int) -> tuple[int, str] | None:
    """Reads "NIP pięćset dwadzieścia sześć sto dziesięć ...": ten digits in whatever groups, or a wrong number."""
    digits, end = digits_in_words(sheet.tokens, at, most=2 * _NIP_DIGITS)
    return (end, digits) if len(digits) > _NIP_DIGITS // 2 else None


def _bare_digits(sheet: Sheet, at: int) -> int | None:
    token = sheet.tokens[at]
    account = _account_end(sheet, at)
    if account:
        return sheet.take(_account_start(sheet, at), account)
    end, digits = _run(sheet, at)
    phone = _phone_start(sheet, at)
    if phone is not None:
        return sheet.take(phone, end)
    if len(digits) in _NEARLY and end == at + 1 and _stands_for_nip(sheet, at):
        return _found(sheet, at, end, digits)
    if _names_buyer(sheet, at) and len(digits) >= 7:
        start = at - 1 if sheet.at(at - 1).is_word("pl") else at
        return _found(sheet, start, end, digits)
    grouped = end - at > 1 or sheet.at(at - 1).is_word("na")
    if grouped and len(digits) == _NIP_DIGITS and _checks(digits):
        return _found(sheet, at, end, digits)
    alone = (token.kind is Kind.DASHED or _plain_nip(token)) and not _is_amount(sheet, at)
    return _found(sheet, at, at + 1, DIGITS.sub("", token.text)) if alone else None


def _is_amount(sheet: Sheet, at: int) -> bool:
    """Money follows, unless that is the money of another number: 5260250274 netto 1000."""
    other = sheet.at(at + 2).kind is Kind.NUMBER and _checks(sheet.tokens[at].text)
    return sheet.at(at + 1).folded in _MONEY and not other


def _stands_for_nip(sheet: Sheet, at: int) -> bool:
    """Reads "faktura 526025027 mycie okien": where the buyer's number stands, one digit is missing or too many."""
    token, after = sheet.tokens[at], sheet.at(at + 1)
    invoice = sheet.at(at - 1).is_word("faktura", "fakture", "fv", "fvat") and token.text.isdecimal()
    return invoice and after.kind is Kind.WORD and after.folded not in {*_MONEY, *UNITS}


def _account_end(sheet: Sheet, at: int, digits: str = "") -> int | None:
    """Where a bank account ends that begins here: 26 digits in one piece or in groups."""
    end = at
    while sheet.at(end).kind in NUMERIC and len(digits) < _ACCOUNT_DIGITS:
        digits += DIGITS.sub("", sheet.at(end).text)
        end += 1
    return end if len(digits) == _ACCOUNT_DIGITS else None


def _account_start(sheet: Sheet, at: int) -> int:
    start = at
    while sheet.at(start - 1).folded in _ACCOUNT_WORDS or (sheet.at(start - 1).is_sign(":") and start):
        start -= 1
    return start


def _names_buyer(sheet: Sheet, at: int) -> bool:
    before = sheet.at(at - 1)
    return (sheet.at(at - 2) if before.is_sign(":") else before).folded in BUYER_WORDS


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
    _part_from_count(sheet, start)
    spoken = _spoken(sheet, start) or _spoken_in_groups(sheet, start)
    if spoken:
        return _found(sheet, at, *spoken)
    if sheet.at(start).kind not in NUMERIC:
        foreign = _FOREIGN.fullmatch(sheet.at(start).text) and sheet.at(start).text[:2] not in EU_VAT_SHAPES
        return sheet.take(at, start + 1 if foreign else at + 1)
    end, digits = _any_grouping(sheet, start) or _run(sheet, start)
    stuck = sheet.at(end)
    if stuck.kind is Kind.WORD and stuck.glued:  # a letter among the digits: never a NIP
        return _found(sheet, at, end + 1, digits + stuck.text)
    return _found(sheet, at, end, digits)


def _part_from_count(sheet: Sheet, start: int) -> None:
    """Reads "NIP 942 546 32 42 100 kg ..." as ten digits and a hundred: they are no 42 100."""
    digits = 0
    for at in range(start, min(start + _MOST_PIECES, len(sheet.tokens))):
        token = sheet.tokens[at]
        first, blank, rest = token.text.partition(" ")
        if token.kind not in NUMERIC:
            return
        if blank and rest.isdecimal() and digits + len(first) == _NIP_DIGITS:
            cut = token.start + len(first)
            sheet.tokens[at : at + 1] = [
                replace(token, text=first, folded=first, end=cut),
                replace(token, text=rest, folded=rest, start=cut + 1, glued=False),
            ]
            return
        digits += len(DIGITS.sub("", token.text))


def _any_grouping(sheet: Sheet, start: int) -> tuple[int, str] | None:
    """Ten digits in whatever groups, as NIP was said: 526–025–02–74, 5 2 6 0 2 5 0 2 7 4."""
    groups, end = list[str](), start
    while sum(map(len, groups)) < _NIP_DIGITS:
        if sheet.at(end).is_sign("-–—_.") and sheet.at(end).glued and sheet.at(end + 1).glued and groups:
            end += 1
        if sheet.at(end).kind not in NUMERIC:
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
    while sheet.at(end).kind in NUMERIC and len(digits) < 2 * _NIP_DIGITS:
        token = sheet.at(end)
        if "," in token.text or "." in token.text:
            break
        pieces = re.split(r"\D", token.text)
        groups.extend(map(len, pieces))
        digits += "".join(pieces)
        end += 1
        if tuple(groups) in _GROUPS:
            return end, digits
    return start + 1, DIGITS.sub("", sheet.at(start).text)


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
