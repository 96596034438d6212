"""Days and months in which one looks for something: first and last day of what the words name."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from invoicing.services.parsing.search_words import folded
from invoicing.services.parsing.words_of_time import DAYS_AWAY, LAST, MONTHS, THIS

_YEAR = re.compile(r"20\d\d")
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])|(0?[1-9]|1[0-2])[./](20\d\d)")
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(20\d\d))?\.?|(20\d\d)-(\d{2})-(\d{2})")
_OF_A_MONTH = folded("miesiąca miesiąc miesiącu month місяця місяць")
_OF_A_WEEK = folded("tygodnia tydzień tygodniu week тижня тиждень")
_OF_A_YEAR = folded("roku rok year року рік")
_UNTIL = folded("do to до")
_SINCE = folded("od from since від")
_EITHER = folded("from від")
"""Alone these name the month itself: invoices from October."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `since` to `until`; `end` is the word after those that name it."""

    since: date | None
    until: date | None
    end: int


def span_at(said: Sequence[str], at: int, today: date) -> Span | None:
    """The days that the words from there on name; None when they name none."""
    for read in (_between, _month, _numbered_month, _this_or_last, _day, _year):
        found = read(said, at, today)
        if found is not None:
            return found
    return None


def whole_month(year: int, month: int) -> tuple[date, date]:
    """Its first and last day."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _month(said: Sequence[str], at: int, today: date) -> Span | None:
    """A month by its name; without a year the latest that has begun."""
    month = MONTHS.get(said[at])
    if month is None:
        return None
    following = said[at + 1] if at + 1 < len(said) else ""
    if _YEAR.fullmatch(following):
        return Span(*whole_month(int(following), month), at + 2)
    return Span(*whole_month(today.year if month <= today.month else today.year - 1, month), at + 1)


def _numbered_month(said: Sequence[str], at: int, today: date) -> Span | None:
    del today
    match = _MONTH.fullmatch(said[at])
    if match is None:
        return None
    year, month = (match[1], match[2]) if match[1] else (match[4], match[3])
    return Span(*whole_month(int(year), int(month)), at + 1)


def _this_or_last(said: Sequence[str], at: int, today: date) -> Span | None:
    word, following = said[at], said[at + 1] if at + 1 < len(said) else ""
    back = 1 if word in LAST else 0 if word in THIS else None
    if back is None:
        return None
    if following in _OF_A_MONTH:
        first = today.replace(day=1) - timedelta(days=back)
        return Span(*whole_month(first.year, first.month), at + 2)
    if following in _OF_A_WEEK:
        monday = today - timedelta(days=today.weekday() + 7 * back)
        return Span(monday, monday + timedelta(days=6), at + 2)
    if following in _OF_A_YEAR:
        return Span(date(today.year - back, 1, 1), date(today.year - back, 12, 31), at + 2)
    return None


def _day(said: Sequence[str], at: int, today: date) -> Span | None:
    day = _one_day(said[at], today)
    return Span(day, day, at + 1) if day else None


def _one_day(word: str, today: date) -> date | None:
    """A day as it is written; without a year the latest one."""
    if word in DAYS_AWAY:
        return today + timedelta(days=DAYS_AWAY[word])
    match = _DAY.fullmatch(word)
    if match is None:
        return None
    try:
        if match[4]:
            return date(int(match[4]), int(match[5]), int(match[6]))
        day = date(int(match[3] or today.year), int(match[2]), int(match[1]))
        return day if match[3] or day <= today else day.replace(year=today.year - 1)
    except ValueError:
        return None


def _year(said: Sequence[str], at: int, today: date) -> Span | None:
    del today
    if not _YEAR.fullmatch(said[at]):
        return None
    year = int(said[at])
    end = at + 2 if at + 1 < len(said) and said[at + 1] in _OF_A_YEAR | {"r"} else at + 1
    return Span(date(year, 1, 1), date(year, 12, 31), end)


def _between(said: Sequence[str], at: int, today: date) -> Span | None:
    """Od 1.10 do 15.10, od października, do 15.10."""
    since, after = _edge(said, at, today, _SINCE, lambda span: span.since)
    until, end = _edge(said, after, today, _UNTIL, lambda span: span.until)
    if since and not until and said[at] in _EITHER:
        return None
    return Span(since, until, end) if since or until else None


def _edge(
    said: Sequence[str], at: int, today: date, words: frozenset[str], side: Callable[[Span], date | None]
) -> tuple[date | None, int]:
    if at + 1 >= len(said) or said[at] not in words:
        return None, at
    for read in (_month, _numbered_month, _day, _year):
        found = read(said, at + 1, today)
        if found is not None:
            return side(found), found.end
    return None, at
