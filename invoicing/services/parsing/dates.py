"""Days and spans of time, counted from the day of the sentence."""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from invoicing.model.workdays import workday_after
from invoicing.services.parsing.amounts import number_at
from invoicing.services.parsing.calendar_days import (
    Found,
    after_year,
    day_and_month,
    nearest_day,
    written_out,
)
from invoicing.services.parsing.rate_words import PRICE_KINDS
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind
from invoicing.services.parsing.words import CURRENCIES
from invoicing.services.parsing.words_of_time import (
    DAYS_AWAY,
    DAYS_IN,
    LAST,
    MONTH_WORDS,
    MONTHS,
    NEXT,
    SINGLE_SPANS,
    THIS,
    WEEKDAYS,
    WORKING,
)

_LONGEST_SPAN = 3650
_LONGEST_WORKING = 100


def day_at(sheet: Sheet, at: int, *, ahead: bool) -> Found | None:
    """The day named by the tokens there; `ahead` tells which year is meant when none is said."""
    for read in (written_out, day_and_month, _relative_word, _weekday, _end_of):
        found = read(sheet, at, ahead)
        if found:
            return found
    return None


def span_at(sheet: Sheet, at: int) -> Found | None:
    """The day that lies a span after today: 14 dni, 2 tygodnie, tydzien, miesiac, 3 dni robocze."""
    number = number_at(sheet.tokens, at) if at < len(sheet.tokens) else None
    count, end = (number.value, number.end) if number else (Decimal(1), at)
    if number and sheet.at(end).is_sign("-") and sheet.at(end).glued and sheet.at(end + 1).glued:
        end += 1  # 14-dniowy
    word = sheet.at(end)
    if word.kind is not Kind.WORD or (number is None and word.folded not in SINGLE_SPANS):
        return None
    months = word.folded in MONTH_WORDS
    if not months and word.folded not in DAYS_IN:
        return None
    if count is None or count != int(count) or count > _LONGEST_SPAN:
        return Found(None, end + 1)
    if months:
        return Found(months_later(sheet.today, int(count)), end + 1)
    if sheet.at(end + 1).folded in WORKING:
        day = workday_after(sheet.today, int(count)) if 0 < count <= _LONGEST_WORKING else None
        return Found(day, end + 2)
    return Found(sheet.today + timedelta(days=int(count) * DAYS_IN[word.folded]), end + 1)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _relative_word(sheet: Sheet, at: int, ahead: bool) -> Found | None:  # noqa: FBT001 - one shape for all readers
    del ahead
    token = sheet.at(at)
    if token.kind is Kind.WORD and token.folded in DAYS_AWAY:
        return Found(sheet.today + timedelta(days=DAYS_AWAY[token.folded]), at + 1)
    return None


def _weekday(sheet: Sheet, at: int, ahead: bool) -> Found | None:  # noqa: FBT001 - as above
    lead = sheet.at(at).folded if sheet.at(at).kind is Kind.WORD else ""
    start = at + 1 if lead in NEXT | THIS | LAST else at
    token = sheet.at(start)
    if token.kind is not Kind.WORD or token.folded not in WEEKDAYS:
        return None
    wanted, today = WEEKDAYS[token.folded], sheet.today
    dated = _dated_weekday(sheet, start + 1, wanted)
    if dated:
        return dated
    if lead in NEXT:  # of the next week, counted from Monday
        return Found(today + timedelta(days=7 - today.weekday() + wanted), start + 1)
    if ahead and lead not in LAST:
        return Found(today + timedelta(days=(wanted - today.weekday()) % 7 or 7), start + 1)
    return Found(last_weekday(today, wanted), start + 1)


def _dated_weekday(sheet: Sheet, at: int, wanted: int) -> Found | None:
    """Reads "w sobotę 5.12": a day of the month that is that day of the week, and no price."""
    start = at + 1 if sheet.at(at).is_sign(",(") else at
    for ahead in (False, True):
        found = day_and_month(sheet, start, ahead) or written_out(sheet, start, ahead)
        if found and found.day and found.day.weekday() == wanted and not _is_money(sheet, found.end):
            closed = start > at and sheet.at(at).is_sign("(") and sheet.at(found.end).is_sign(")")
            return replace(found, end=found.end + closed)
    return None


def _is_money(sheet: Sheet, end: int) -> bool:
    """Reads "w piątek 20.11 zł": called money by what stands behind."""
    return sheet.at(end).folded in {*CURRENCIES, *PRICE_KINDS}


def last_weekday(today: date, wanted: int) -> date:
    """The last such day of the week before today."""
    return today - timedelta(days=(today.weekday() - wanted) % 7 or 7)


def _end_of(sheet: Sheet, at: int, ahead: bool) -> Found | None:  # noqa: FBT001 - as above
    del ahead
    today = sheet.today
    if not sheet.at(at).is_word("konca", "koniec", "koncem", "end", "кінця"):
        return None
    start = at + 2 if sheet.at(at + 1).is_word("of") else at + 1
    later = 0
    if sheet.at(start).folded in NEXT | THIS:
        later, start = int(sheet.at(start).folded in NEXT), start + 1
    following, end = sheet.at(start), start + 1
    if following.kind is Kind.WORD and following.folded in MONTHS:
        month = nearest_day(today, MONTHS[following.folded], 28, ahead=True)
        return Found(_last_day(month), after_year(sheet, end))
    if following.is_word("miesiaca", "mies", "miesiac", "msc", "mc", "mca", "m-ca", "month", "місяця"):
        return Found(_last_day(months_later(today, later)), end)
    if following.is_word("tygodnia", "week", "тижня"):
        return Found(today + timedelta(days=6 - today.weekday() + 7 * later), end)
    if following.is_word("roku", "year", "року"):
        return Found(date(today.year + later, 12, 31), end)
    return None


def _last_day(day: date | None) -> date | None:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1]) if day else None
