"""Reader of a VAT number of another country of the Union."""

from __future__ import annotations

import re

from invoicing.model.errors import InvalidValue
from invoicing.model.identifiers import EU_VAT_SHAPES, EuVatNumber
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tax_numbers import BUYER_WORDS, DIGITS, NUMERIC
from invoicing.services.parsing.tokens import Kind
from invoicing.services.parsing.words import words

_EU_WORDS = frozenset(words("vat ue eu nr numer nip vat-ue vat-eu id number"))
_EU_LEADS = _EU_WORDS | BUYER_WORDS
_MOST_PIECES = 5  # of a number that was typed in groups
_FEWEST_EU_DIGITS = 6  # with fewer it may be the name of a thing, though Romania gives such numbers


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
        digits = DIGITS.sub("", said)
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
    whole = len(DIGITS.sub("", sheet.tokens[at].text)) >= _FEWEST_EU_DIGITS
    return [at + 1] if whole else list(range(end, at, -1))


def _malformed(sheet: Sheet, at: int) -> int | None:
    """The code of a country and many digits, where a buyer is named: a VAT number with a mistake in it."""
    token, after = sheet.tokens[at], sheet.at(at + 1)
    end = at + 2 if len(token.text) == 2 and after.kind in NUMERIC else at + 1
    said = sheet.words(at, end)
    if len(DIGITS.sub("", said)) < _FEWEST_EU_DIGITS or not re.fullmatch(
        r"[A-Za-z]{2}[ A-Za-z]?[\d \-]+[A-Za-z]?", said
    ):
        return None
    sheet.facts.doubt("eu_vat_number", said)
    return end


def _start_of_vat_words(sheet: Sheet, at: int) -> int:
    while at and (sheet.at(at - 1).folded in _EU_WORDS or sheet.at(at - 1).is_sign(":-")):
        at -= 1
    return at
