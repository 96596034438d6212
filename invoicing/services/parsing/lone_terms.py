"""Reader of a term that nothing leads to: "500 zł, 14 dni", "500 zł, jutro"."""

from __future__ import annotations

from invoicing.services.parsing.amounts import number_at
from invoicing.services.parsing.calendar_days import Found
from invoicing.services.parsing.dates import day_at, span_at
from invoicing.services.parsing.due import PRICE_ENDS, USUAL, end_of_words, note_due
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind
from invoicing.services.parsing.words import CURRENCIES, PAYMENT, UNITS
from invoicing.services.parsing.words_of_time import DAYS_IN

_ON_TERM = ("na", "za", "z", "w", "na dzien", "in", "within", "через")


def read_lone_span(sheet: Sheet) -> None:
    """Reads ", 14 dni" with nothing beside it is a term, where none was said otherwise."""
    if sheet.facts.due_date is not None:
        return
    per = _units_of_prices(sheet)
    for at in range(len(sheet.tokens)):
        found = _tomorrow(sheet, at) or _lone(sheet, at, per)
        if found:
            note_due(sheet, found.day, sheet.words(at, found.end))
            sheet.take(at, end_of_words(sheet, found.end))
            return


def _tomorrow(sheet: Sheet, at: int) -> Found | None:
    """Reads "500 zł, jutro"."""
    meant = sheet.tokens[at].is_word("jutro", "pojutrze")
    return (
        day_at(sheet, at, ahead=True)
        if meant and _alone(sheet, at, at + 1) and _after_price(sheet, at)
        else None
    )


def _lone(sheet: Sheet, at: int, per: frozenset[str]) -> Found | None:
    start = at + 1 if sheet.tokens[at].is_word(*_ON_TERM) else at
    number = number_at(sheet.tokens, start) if start < len(sheet.tokens) else None
    if number is None or UNITS.get(sheet.at(number.end).folded) in per:
        return None
    found = span_at(sheet, start)
    return found if found and _alone(sheet, at, found.end) else None


def _units_of_prices(sheet: Sheet) -> frozenset[str]:
    """The units that prices are said to be of: in "2500 zł/mies., 3 mies." the months are counted, no term."""
    said = zip(sheet.tokens, sheet.tokens[1:], strict=False)
    per = (unit.folded for sign, unit in said if sign.is_sign("/") or sign.is_word("za"))
    return frozenset(UNITS[unit] for unit in per if unit in UNITS)


def _alone(sheet: Sheet, start: int, end: int) -> bool:
    if sheet.at(end).is_sign(".") and sheet.at(end).glued and sheet.at(end + 1).kind is not Kind.GAP:
        end += 1  # the dot of "mies."
    before, after = sheet.at(start - 1), sheet.at(end_of_words(sheet, end))
    opened = before.is_sign(",;-–") or before.kind in {Kind.GAP, Kind.BREAK} or _after_price(sheet, start)
    closed = after.is_sign(",;.-–)?!") or after.kind in {Kind.GAP, Kind.BREAK} or after.folded in PAYMENT
    return start > 0 and opened and closed


def _after_price(sheet: Sheet, start: int) -> bool:
    """Reads "500 zł 14 dni": a usual term right after a price is no quantity."""
    before, number = sheet.at(start - 1), number_at(sheet.tokens, start)
    if sheet.at(start).is_word("jutro", "pojutrze") and before.is_sign(",;"):
        before = sheet.at(start - 2)
    priced = before.folded in CURRENCIES or before.folded in PRICE_ENDS or before.is_sign("%")
    if sheet.at(start).is_word(*_ON_TERM, "jutro", "pojutrze"):
        return priced
    usual = number is not None and (number.value in USUAL or DAYS_IN.get(sheet.at(number.end).folded) == 7)
    return priced and usual
