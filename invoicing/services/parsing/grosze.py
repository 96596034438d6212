"""Grosze behind an amount: "12 zł 50 gr", "dwa złote pięćdziesiąt" are one amount each."""

from __future__ import annotations

import re
from decimal import Decimal

from invoicing.services.parsing.rates import tax_at
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.spoken import number_in_words, says_number
from invoicing.services.parsing.tokens import Kind

_GROSZE = ("gr", "grosz", "grosze", "groszy")
_LEAST_UNNAMED = 10  # "dwa złote pięć" may count five of something
_ALL = 100


def with_grosze(
    sheet: Sheet, value: Decimal | None, end: int, *, numeral: bool
) -> tuple[Decimal | None, int]:
    """The amount with the grosze behind its currency, and the end of both; None when it is no amount."""
    if numeral and sheet.at(end).is_word("i", "oraz") and _in_grosze(sheet, end + 1):
        end += 1  # "trzysta złotych i dziewięćdziesiąt groszy"
    rest = sheet.at(end)
    if numeral and says_number(rest):
        return _in_words(sheet, value, end)
    if rest.kind is not Kind.NUMBER or not sheet.at(end + 1).is_word(*_GROSZE):
        return value, end
    if value is None or not re.fullmatch("[0-9]{1,2}", rest.text):
        return None, end + 2
    return value + Decimal(rest.text) / _ALL, end + 2


def _in_grosze(sheet: Sheet, at: int) -> bool:
    """Whether a number in words stands there that counts grosze."""
    if not says_number(sheet.at(at)):
        return False
    return sheet.at(number_in_words(sheet.tokens, at)[1]).is_word(*_GROSZE)


def _in_words(sheet: Sheet, value: Decimal | None, end: int) -> tuple[Decimal | None, int]:
    grosze, after = number_in_words(sheet.tokens, end)
    both = None if value is None or grosze is None or not 0 < grosze < _ALL else value + grosze / _ALL
    if sheet.at(after).is_word(*_GROSZE):
        return both, after + 1
    closes = sheet.at(after).kind is not Kind.WORD or tax_at(sheet, after) is not None
    meant = both is not None and closes and grosze is not None and grosze >= _LEAST_UNNAMED
    return (both, after) if meant else (value, end)
