"""Readers of the day until which to pay."""

from __future__ import annotations

from datetime import date, timedelta

from invoicing.services.parsing.dates import Found, day_at, span_at
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind
from invoicing.services.parsing.words import PAYMENT, words

_LEADS = frozenset(
    words(
        "termin terminem terminu platnosc platnosci platne platna platny zaplata zaplaty zaplacic"
        " zaplaci zaplac oplata due"
    )
)
_LINKS = frozenset(words("platnosci zaplaty do na w ciagu za to terminie po od wystawienia ma byc jest"))
_LONGEST = 365  # days of a bare "termin 14"


def read_due(sheet: Sheet) -> None:
    """A term: termin 14 dni, do 10.12, do konca miesiaca, platne jutro."""
    at = 0
    while at < len(sheet.tokens):
        found = _found_at(sheet, at)
        if found is None:
            at += 1
            continue
        _note(sheet, found.day, sheet.words(at, found.end))
        at = sheet.take(at, found.end)


def _found_at(sheet: Sheet, at: int) -> Found | None:
    token, following = sheet.tokens[at], sheet.at(at + 1)
    if token.kind is not Kind.WORD:
        return None
    if token.folded in _LEADS:
        return _after_lead(sheet, at)
    if token.folded in PAYMENT:
        return _after_payment(sheet, at)
    if token.is_word("do"):
        return day_at(sheet, at + 1, ahead=True) or _day_of_month(sheet, at + 1)
    if token.is_word("na", "za") and following.is_word("jutro", "pojutrze", "dzis", "tydzien"):
        return day_at(sheet, at + 1, ahead=True) or span_at(sheet, at + 1)
    return span_at(sheet, at + 2) if token.is_word("w") and following.is_word("ciagu") else None


def _after_payment(sheet: Sheet, at: int) -> Found | None:
    """Reads "przelew 14 dni"."""
    found = span_at(sheet, at + 1)
    if found:
        sheet.facts.payment_method = PAYMENT[sheet.tokens[at].folded]
    return found


def _after_lead(sheet: Sheet, at: int) -> Found | None:
    start = at + 1
    while sheet.at(start).is_sign(":-=–") or sheet.at(start).folded in _LINKS:
        start += 1
    if sheet.at(start).kind is Kind.WORD and sheet.at(start).folded in PAYMENT:
        sheet.facts.payment_method = PAYMENT[sheet.at(start).folded]
        start += 1
        while sheet.at(start).is_word("do", "w", "ciagu", "za", "termin") or sheet.at(start).is_sign(","):
            start += 1
    found = span_at(sheet, start) or day_at(sheet, start, ahead=True) or _day_of_month(sheet, start)
    return found or _bare_days(sheet, at, start)


def _bare_days(sheet: Sheet, at: int, start: int) -> Found | None:
    token = sheet.at(start)
    if not sheet.tokens[at].folded.startswith("termin") or token.kind is not Kind.NUMBER:
        return None
    if sheet.at(start + 1).is_sign("-+") and sheet.at(start + 1).glued:
        return None
    if not token.text.isdecimal() or int(token.text[:5]) > _LONGEST:
        return None
    return Found(sheet.today + timedelta(days=int(token.text)), start + 1)


def _day_of_month(sheet: Sheet, at: int) -> Found | None:
    """Reads "do 15-go", "do 15.": the next such day."""
    token = sheet.at(at)
    if token.kind is not Kind.NUMBER or not token.text.isdecimal() or not 1 <= int(token.text[:3]) <= 31:
        return None
    end = at + 1
    if sheet.at(end).is_sign("-") and sheet.at(end).glued:
        end += 1
    if not (sheet.at(end).is_word("go", "tego", "ego") or (end == at + 1 and sheet.at(end).is_sign("."))):
        return None
    day = sheet.today
    for _ in range(62):
        day += timedelta(days=1)
        if day.day == int(token.text):
            return Found(day, end + 1)
    return None


def _note(sheet: Sheet, day: date | None, said: str) -> None:
    if day is None:
        sheet.facts.doubt("date_format", said)
    elif day < sheet.today:
        sheet.facts.doubt("date_past", said)
    elif sheet.facts.due_date not in {None, day}:
        sheet.facts.doubt("due_date_several", said)
    else:
        sheet.facts.due_date = day


def read_lone_span(sheet: Sheet) -> None:
    """Reads ", 14 dni" with nothing beside it is a term, where none was said otherwise."""
    if sheet.facts.due_date is not None:
        return
    for at in range(len(sheet.tokens)):
        found = span_at(sheet, at) if sheet.tokens[at].kind is Kind.NUMBER else None
        if found and _alone(sheet, at, found.end):
            _note(sheet, found.day, sheet.words(at, found.end))
            sheet.take(at, found.end)
            return


def _alone(sheet: Sheet, start: int, end: int) -> bool:
    if sheet.at(end).is_sign(".") and sheet.at(end).glued and sheet.at(end + 1).kind is not Kind.GAP:
        end += 1  # the dot of "mies."
    before, after = sheet.at(start - 1), sheet.at(end)
    opened = before.is_sign(",;-–") or before.kind in {Kind.GAP, Kind.BREAK}
    closed = after.is_sign(",;.-–") or after.kind in {Kind.GAP, Kind.BREAK}
    return start > 0 and opened and closed
