"""Days and spans of time, counted from the day of the sentence."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from invoicing.model.workdays import workday_after
from invoicing.services.parsing.amounts import number_at
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
    ORDINALS,
    ROMAN,
    SINGLE_SPANS,
    TENS,
    THIS,
    WEEKDAYS,
    WORKING,
)

_DAY_MONTH = re.compile(r"(\d{1,2})\.(\d{1,2})")
_YEAR = re.compile(r"20\d\d|19\d\d")
_OF_YEAR = ("r", "roku", "rok", "br")
_HALF_A_YEAR = 183
_LONGEST_SPAN = 3650
_LONGEST_WORKING = 100


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


def after_year(sheet: Sheet, at: int) -> int:
    """The index after "r." or "roku"."""
    if not sheet.at(at).is_word(*_OF_YEAR):
        return at
    return at + 2 if sheet.at(at + 1).is_sign(".") and sheet.at(at + 1).glued else at + 1


def _written_out(sheet: Sheet, at: int, ahead: bool) -> Found | None:  # noqa: FBT001 - one shape for all readers
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


def _day_and_month(sheet: Sheet, at: int, ahead: bool) -> Found | None:  # noqa: FBT001 - as above
    match = _DAY_MONTH.fullmatch(sheet.at(at).text) if sheet.at(at).kind is Kind.NUMBER else None
    if match:
        end = at + 1
        if sheet.at(end).is_sign(".") and sheet.at(end).glued:
            end += 1
        return Found(_nearest(sheet.today, int(match[2]), int(match[1]), ahead), after_year(sheet, end))
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
    return Found(_nearest(sheet.today, month, day, ahead), after_year(sheet, end))


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


def _relative_word(sheet: Sheet, at: int, ahead: bool) -> Found | None:  # noqa: FBT001 - as above
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
        found = _day_and_month(sheet, start, ahead) or _written_out(sheet, start, ahead)
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
        month = _nearest(today, MONTHS[following.folded], 28, ahead=True)
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
