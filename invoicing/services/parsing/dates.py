"""Days and spans of time, counted from the day of the sentence."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from invoicing.services.parsing.amounts import number_at
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind
from invoicing.services.parsing.words import DAYS_AWAY, DAYS_IN, MONTH_WORDS, MONTHS, WEEKDAYS

_DAY_MONTH = re.compile(r"(\d{1,2})\.(\d{1,2})")
_HALF_A_YEAR = 183
_LONGEST_SPAN = 3650


@dataclass(frozen=True, slots=True)
class Found:
    """A day read from tokens; `day` is None when the words name one that does not exist (31.02)."""

    day: date | None
    end: int


def day_at(sheet: Sheet, at: int, *, ahead: bool) -> Found | None:
    """The day named by the tokens there; `ahead` tells which year is meant when none is said."""
    for read in (_written_out, _day_and_month, _relative_word, _weekday, _end_of):
        found = read(sheet, at, ahead)
        if found:
            return found
    return None


def span_at(sheet: Sheet, at: int) -> Found | None:
    """The day that lies a span after today: 14 dni, 2 tygodnie, tydzien, miesiac."""
    number = number_at(sheet.tokens, at) if at < len(sheet.tokens) else None
    count, end = (number.value, number.end) if number else (Decimal(1), at)
    word = sheet.at(end)
    if word.kind is not Kind.WORD or (number is None and word.folded in {"dni", "dnia", "dzien"}):
        return None
    months = word.folded in MONTH_WORDS
    if not months and word.folded not in DAYS_IN:
        return None
    if count is None or count != int(count) or count > _LONGEST_SPAN:
        return Found(None, end + 1)
    if months:
        return Found(months_later(sheet.today, int(count)), end + 1)
    return Found(sheet.today + timedelta(days=int(count) * DAYS_IN[word.folded]), end + 1)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _written_out(sheet: Sheet, at: int, ahead: bool) -> Found | None:  # noqa: FBT001 - one shape for all readers
    del ahead
    token = sheet.at(at)
    if token.kind is not Kind.DATE:
        return None
    parts = [int(part) for part in re.split(r"\D", token.text)]
    if parts[0] > 31:
        return Found(_date(*parts), at + 1)
    year = parts[2] + 2000 if parts[2] < 100 else parts[2]
    return Found(_date(year, parts[1], parts[0]), at + 1)


def _day_and_month(sheet: Sheet, at: int, ahead: bool) -> Found | None:  # noqa: FBT001 - as above
    token = sheet.at(at)
    if token.kind is not Kind.NUMBER:
        return None
    match = _DAY_MONTH.fullmatch(token.text)
    if match:
        end = at + 1
        if sheet.at(end).is_sign(".") and sheet.at(end).glued:
            end += 1
        if sheet.at(end).is_word("r"):
            end += 1
        return Found(_nearest(sheet.today, int(match[2]), int(match[1]), ahead), end)
    month = MONTHS.get(sheet.at(at + 1).folded)
    if month and token.text.isdecimal() and len(token.text) <= 2:
        year = sheet.at(at + 2)
        if year.kind is Kind.NUMBER and re.fullmatch(r"20\d\d|19\d\d", year.text):
            end = at + 4 if sheet.at(at + 3).is_word("r", "roku") else at + 3
            return Found(_date(int(year.text), month, int(token.text)), end)
        return Found(_nearest(sheet.today, month, int(token.text), ahead), at + 2)
    return None


def _relative_word(sheet: Sheet, at: int, ahead: bool) -> Found | None:  # noqa: FBT001 - as above
    del ahead
    token = sheet.at(at)
    if token.kind is Kind.WORD and token.folded in DAYS_AWAY:
        return Found(sheet.today + timedelta(days=DAYS_AWAY[token.folded]), at + 1)
    return None


def _weekday(sheet: Sheet, at: int, ahead: bool) -> Found | None:  # noqa: FBT001 - as above
    token = sheet.at(at)
    if token.kind is not Kind.WORD or token.folded not in WEEKDAYS:
        return None
    away = (WEEKDAYS[token.folded] - sheet.today.weekday()) % 7
    if ahead:
        return Found(sheet.today + timedelta(days=away or 7), at + 1)
    return Found(sheet.today - timedelta(days=(7 - away) % 7 or 7), at + 1)


def _end_of(sheet: Sheet, at: int, ahead: bool) -> Found | None:  # noqa: FBT001 - as above
    del ahead
    today = sheet.today
    if not sheet.at(at).is_word("konca", "koniec", "koncem"):
        return None
    following, end = sheet.at(at + 1), at + 2
    later = 0
    if following.is_word("tego", "biezacego", "nastepnego", "przyszlego"):
        later = 1 if following.folded in {"nastepnego", "przyszlego"} else 0
        following, end = sheet.at(at + 2), at + 3
    if following.kind is Kind.WORD and following.folded in MONTHS:
        return Found(_last_day(_nearest(today, MONTHS[following.folded], 28, ahead=True)), end)
    if following.is_word("miesiaca", "mies", "miesiac", "msc", "mc"):
        return Found(_last_day(months_later(today, later)), end)
    if following.is_word("tygodnia"):
        return Found(today + timedelta(days=6 - today.weekday() + 7 * later), end)
    if following.is_word("roku"):
        return Found(date(today.year + later, 12, 31), end)
    return None


def _last_day(day: date | None) -> date | None:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1]) if day else None


def _nearest(today: date, month: int, day: int, ahead: bool) -> date | None:  # noqa: FBT001 - as above
    """The day and month in the year that is meant: this one, or its neighbour when that is less than half a year off."""
    this = _date(today.year, month, day)
    if this is None:
        return _date(today.year + 1, month, day) if ahead else None
    if ahead and this < today:
        later = _date(today.year + 1, month, day)
        return later if later and (later - today).days <= _HALF_A_YEAR else this
    if not ahead and this > today:
        earlier = _date(today.year - 1, month, day)
        return earlier if earlier and (today - earlier).days <= _HALF_A_YEAR else this
    return this


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
