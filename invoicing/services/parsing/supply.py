"""Reader of the day of supply (P_6)."""

from __future__ import annotations

from datetime import date, timedelta

from invoicing.services.parsing.dates import Found, day_at
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind
from invoicing.services.parsing.words import words

_LEADS = frozenset(
    words(
        "sprzedazy sprzedaz sprzedano sprzedane wykonania wykonano wykonane wykonana dostawy dostawa"
        " dostarczono uslugi zrealizowano zrealizowane zakonczenia"
    )
)
_LINKS = frozenset(words("data date dnia z w dniu sprzedazy wykonania dostawy uslugi"))
_YESTERDAY = ("wczorajszy", "wczorajsza", "wczorajsze", "wczorajszego", "wczorajszej", "wczorajszych")
_PAST = timedelta(days=366)
_AHEAD = timedelta(days=60)  # art. 106i ust. 7 VATA


def read_supply(sheet: Sheet) -> None:
    """A day of supply: sprzedaz 18.11, z dnia 18.11, wczorajszy."""
    at = 0
    while at < len(sheet.tokens):
        found = _found_at(sheet, at)
        if found is None:
            at += 1
            continue
        _note(sheet, found.day, sheet.words(at, found.end))
        at = sheet.take(at, found.end)


def _found_at(sheet: Sheet, at: int) -> Found | None:
    token = sheet.tokens[at]
    if token.is_word(*_YESTERDAY):
        return Found(sheet.today - timedelta(days=1), at + 1)
    if token.is_word("wczoraj", "przedwczoraj"):
        return day_at(sheet, at, ahead=False)
    if token.kind is not Kind.WORD or not (token.folded in _LEADS or token.folded in _LINKS):
        return None
    start = at + 1
    while sheet.at(start).is_sign(":") or sheet.at(start).folded in _LINKS:
        start += 1
    found = day_at(sheet, start, ahead=False)
    if found and _is_mere_link(sheet, at, start) and sheet.at(start).kind is Kind.NUMBER:
        return found if found.end - start > 1 or token.is_word("z", "dnia") else None
    return found


def _is_mere_link(sheet: Sheet, at: int, start: int) -> bool:
    return not any(word in _LEADS for word in sheet.folded(at, start))


def _note(sheet: Sheet, day: date | None, said: str) -> None:
    if day is None:
        sheet.facts.doubt("date_format", said)
    elif day < sheet.today - _PAST:
        sheet.facts.doubt("date_past", said)
    elif day > sheet.today + _AHEAD:
        sheet.facts.doubt("date_future", said)
    else:
        sheet.facts.supply_date = day
