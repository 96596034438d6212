"""Days of the calendar, as they are written and said: 10.12.2026, 2026-12-10, 10 grudnia, 15-go."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind
from invoicing.services.parsing.words_of_time import MONTHS, ORDINALS, ROMAN, TENS

_DAY_MONTH = re.compile(r"(\d{1,2})\.(\d{1,2})")
_YEAR = re.compile(r"20\d\d|19\d\d")
_OF_YEAR = ("r", "roku", "rok", "br")
_HALF_A_YEAR = 183


@dataclass(frozen=True, slots=True)
class Found:
    """A day read from tokens; `day` is None when the words name one that does not exist (31.02)."""

    day: date | None
    end: int


def written_out(sheet: Sheet, at: int, ahead: bool) -> Found | None:  # noqa: FBT001 - one shape for all readers
    """The day with its year in figures: 10.12.2026, 10.12.26, 2026-12-10."""
    del ahead
    token = sheet.at(at)
    if token.kind is not Kind.DATE:
        return None
    parts = [int(part) for part in re.split(r"\D", token.text)]
    end = after_year(sheet, at + 1)
    if parts[0] > 31:
        return Found(_date(*parts), end)
    year = parts[2] + 2000 if parts[2] < 100 else parts[2]
    return Found(_date(year, parts[1], parts[0]), end)


def day_and_month(sheet: Sheet, at: int, ahead: bool) -> Found | None:  # noqa: FBT001 - as above
    """The day of a month, mostly without its year: 10.12, 10 grudnia, 10 XII, December 10."""
    match = _DAY_MONTH.fullmatch(sheet.at(at).text) if sheet.at(at).kind is Kind.NUMBER else None
    if match:
        end = at + 1
        if sheet.at(end).is_sign(".") and sheet.at(end).glued:
            end += 1
        return Found(nearest_day(sheet.today, int(match[2]), int(match[1]), ahead), after_year(sheet, end))
    day = day_number_at(sheet, at)
    if day is None:
        return _month_first(sheet, at, ahead)
    month = _month_name(sheet, day[1])
    if month is None:
        return None
    return _with_year(sheet, month[1], month[0], day[0], ahead=ahead)


def _month_first(sheet: Sheet, at: int, ahead: bool) -> Found | None:  # noqa: FBT001 - as above
    """Reads the English "December 10"."""
    month, number = MONTHS.get(sheet.at(at).folded), sheet.at(at + 1).text
    if month is None or not sheet.at(at).text.isascii() or not re.fullmatch(r"\d{1,2}", number):
        return None
    end = at + 3 if sheet.at(at + 2).is_word("th", "st", "nd", "rd") else at + 2
    return _with_year(sheet, end, month, int(number), ahead=ahead)


def _with_year(sheet: Sheet, end: int, month: int, day: int, *, ahead: bool) -> Found:
    sign = sheet.at(end).is_sign(".,") and _YEAR.fullmatch(sheet.at(end + 1).text)
    year = sheet.at(end + 1) if sign else sheet.at(end)
    if year.kind is Kind.NUMBER and _YEAR.fullmatch(year.text):
        return Found(_date(int(year.text), month, day), after_year(sheet, end + 2 if sign else end + 1))
    return Found(nearest_day(sheet.today, month, day, ahead), after_year(sheet, end))


def after_year(sheet: Sheet, at: int) -> int:
    """The index after "r." or "roku"."""
    if not sheet.at(at).is_word(*_OF_YEAR):
        return at
    return at + 2 if sheet.at(at + 1).is_sign(".") and sheet.at(at + 1).glued else at + 1


def day_number_at(sheet: Sheet, at: int) -> tuple[int, int] | None:
    """The number of a day of a month, and what follows it: 10, 10., 10-go, dziesiątego, dwudziestego piątego."""
    token, after = sheet.at(at), sheet.at(at + 1)
    if token.kind is Kind.NUMBER and re.fullmatch(r"\d{1,2}\.?", token.text):
        end = at + 1
        if after.is_sign(".-") and after.glued:
            end += 1
        return int(token.text.rstrip(".")), end + 1 if sheet.at(end).is_word(
            "go", "ego", "tego", "th"
        ) else end
    if token.kind is not Kind.WORD:
        return None
    if token.folded in TENS and after.folded in ORDINALS and ORDINALS[after.folded] < 10:
        return TENS[token.folded] + ORDINALS[after.folded], at + 2
    day = TENS.get(token.folded) or ORDINALS.get(token.folded)
    return (day, at + 1) if day else None


def _month_name(sheet: Sheet, at: int) -> tuple[int, int] | None:
    token = sheet.at(at)
    if token.kind is not Kind.WORD:
        return None
    month = MONTHS.get(token.folded) or (ROMAN.get(token.folded) if token.text.isupper() else None)
    return (month, at + 1) if month else None


def day_of_month(sheet: Sheet, at: int) -> Found | None:
    """The next day of that number: 15-go, 15., dziesiątego."""
    said = day_number_at(sheet, at)
    if said is None or not 1 <= said[0] <= 31:
        return None
    if sheet.at(at).kind is Kind.NUMBER and said[1] == at + 1:
        return None  # a bare number
    day = sheet.today
    while True:
        day += timedelta(days=1)
        if day.day == said[0]:
            return Found(day, said[1])


def nearest_day(today: date, month: int, day: int, ahead: bool) -> date | None:  # noqa: FBT001 - as above
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
