"""Numbers that belong to the name of a thing: toner 12A, okno 120x150, opony 205/55, pozycja 2."""

from __future__ import annotations

import re

from invoicing.services.parsing.rates import tax_at
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind
from invoicing.services.parsing.words import CURRENCIES, CURRENCY_SIGNS, UNITS, words
from invoicing.services.parsing.words_of_time import MONTHS, ROMAN

UNIT_PRICE_LEADS = (
    "po",
    "a",
    "at",
    "cena",
    "cenie",
    "cene",
    "jednostkowa",
    "kazda",
    "kazdy",
    "kazde",
    "godzinowa",
    "koszt",
    "stawka",
    "stawce",
    "по",
    "each",
)
"""Words after which a number is the price of one."""
_POSITIONS = ("pozycja", "pozycje", "pozycji", "poz", "nr", "numer", "wiersz")
_SIZES = ("cm", "mm", "cal", "cale", "cali")
STAGES = frozenset(
    words("etap etapu etapie rata raty ratę część części faza fazy tom moduł poziom transza transzy klasa")
)
"""Words with the number of a part behind them."""
_LEAST_SIZE = 30
_NEAR = 9  # tokens
_LONGEST_STAGE = 2  # digits
_MONTH_OF_YEAR = re.compile(r"(?:0?[1-9]|1[0-2])\.20\d\d")
_YEAR = re.compile("20[0-9][0-9]")


def names_a_thing(sheet: Sheet, start: int, end: int) -> bool:
    """Whether the number is part of a name: toner 12A, okno 120x150."""
    following, before = sheet.at(end), sheet.at(start - 1)
    if _is_year(sheet, start, end) or _is_stage(sheet, start, end):
        return True
    if _is_share_or_compound(sheet, end) or (
        before.is_word(*_POSITIONS) and following.kind is not Kind.TIMES
    ):
        return True
    if _MONTH_OF_YEAR.fullmatch(sheet.at(start).text) and before.is_word("za", "z", "w"):
        return True
    if following.kind is Kind.WORD and following.glued:
        said = following.folded in UNITS or following.folded in CURRENCIES
        return not said and tax_at(sheet, end) is None
    if sheet.at(start - 1).kind is Kind.TIMES and sheet.at(start - 1).glued and sheet.at(start).glued:
        start, end = start - 2, start - 1
    if _is_ratio(sheet, start, end):
        return True
    sizes = sheet.at(end).kind is Kind.TIMES and sheet.at(end).glued and sheet.at(end + 1).glued
    before = sheet.at(start - 1)
    named = before.kind is Kind.WORD and before.folded not in UNIT_PRICE_LEADS
    return sizes and named and (_goes_on(sheet, end + 2) or _is_large(sheet, end))


def _is_year(sheet: Sheet, start: int, end: int) -> bool:
    """Reads "listopad 2026", "XI 2026", "XI/2026", "2026 r."."""
    following, before = sheet.at(end), sheet.at(start - 1)
    slashed = before.is_sign("/") and before.glued and sheet.at(start).glued
    month = before.folded in MONTHS or (before.text.isupper() and before.folded in ROMAN)
    said = slashed or month or following.is_word("r", "rok", "roku")
    return said and _YEAR.fullmatch(sheet.at(start).text) is not None


def _is_stage(sheet: Sheet, start: int, end: int) -> bool:
    """Reads "wdrożenie etap 1, 18 500 zł": which part it is, unless money or a unit follows."""
    short = sheet.at(start).text.isdecimal() and len(sheet.at(start).text) <= _LONGEST_STAGE
    after = sheet.at(end)
    measured = after.kind is Kind.TIMES or after.folded in UNITS or after.folded in CURRENCIES
    return sheet.at(start - 1).folded in STAGES and short and not measured


def _is_share_or_compound(sheet: Sheet, end: int) -> bool:
    """Reads "5% od obrotu", where the share is no rate, "okno 3-szybowe", "płytki 60 x 60 cm", monitor 27"."""
    following, beyond = sheet.at(end), sheet.at(end + 1)
    joined = following.is_sign("-") and following.glued and beyond.kind is Kind.WORD and beyond.glued
    sized = following.is_word(*_SIZES) or (following.is_sign('"″') and following.glued)
    of_two = following.kind is Kind.TIMES and sheet.at(end + 2).is_word(*_SIZES)
    if sized or of_two:
        return True
    return joined or (following.is_sign("%") and beyond.kind is Kind.WORD)


def _is_ratio(sheet: Sheet, start: int, end: int) -> bool:
    """Reads "opony 205/55" is a size, "1/2 cala" too; both numbers belong to the name."""
    second = (
        sheet.at(start - 1).is_sign("/") and sheet.at(start).glued and sheet.at(start - 2).kind is Kind.NUMBER
    )
    first = sheet.at(end).is_sign("/") and sheet.at(end).glued and sheet.at(end + 1).kind is Kind.NUMBER
    return second or (first and sheet.at(end + 1).glued)


def _is_large(sheet: Sheet, times: int) -> bool:
    """Reads "okno 120x150: 1200 zł", "1200 zł za okno 120x150": so many are not counted where money stands beside."""
    first, second, after = sheet.at(times - 1).text, sheet.at(times + 1).text, sheet.at(times + 2)
    large = first.isdecimal() and second.isdecimal() and min(int(first), int(second)) >= _LEAST_SIZE
    parted = after.kind in {Kind.GAP, Kind.BREAK} or after.is_sign(",;:-–—(.")
    return (
        large and parted and (_money(sheet, times + 3, times + _NEAR) or _money(sheet, times - _NEAR, times))
    )


def _money(sheet: Sheet, start: int, end: int) -> bool:
    beside = (sheet.at(at) for at in range(max(start, 0), end))
    return any(token.kind is Kind.WORD and token.folded in CURRENCIES for token in beside)


def _goes_on(sheet: Sheet, at: int) -> bool:
    """Whether more is said of the line: then 3x2,5 was a size, and not three at 2,50."""
    after = sheet.at(at)
    money = after.folded in CURRENCIES or after.text in CURRENCY_SIGNS
    return (after.kind is Kind.NUMBER or (after.kind is Kind.WORD and not money)) and tax_at(
        sheet, at
    ) is None
