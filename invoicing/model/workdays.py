"""Polish working days: Monday to Friday without the holidays of the act of 18 January 1951."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class FixedHoliday:
    """The same day every year, a day off `since` that year."""

    month: int
    day: int
    since: int = 1951

    def falls_in(self, year: int) -> date:
        """Its date in the year."""
        return date(year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class EasterHoliday:
    """So many days after Easter Sunday."""

    days: int
    since: int = 1951

    def falls_in(self, year: int) -> date:
        """Its date in the year."""
        return easter(year) + timedelta(days=self.days)


HOLIDAYS: tuple[FixedHoliday | EasterHoliday, ...] = (
    FixedHoliday(1, 1),
    FixedHoliday(1, 6, since=2011),
    EasterHoliday(0),
    EasterHoliday(1),
    FixedHoliday(5, 1),
    FixedHoliday(5, 3, since=1990),
    EasterHoliday(49),  # Pentecost
    EasterHoliday(60),  # Corpus Christi
    FixedHoliday(8, 15, since=1989),
    FixedHoliday(11, 1),
    FixedHoliday(11, 11, since=1989),
    FixedHoliday(12, 24, since=2025),  # Dz.U. 2024 poz. 1965
    FixedHoliday(12, 25),
    FixedHoliday(12, 26),
)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the rule of Gauss with its two exceptions.

    >>> easter(2027)
    datetime.date(2027, 3, 28)
    """
    century = year // 100
    lunar = (15 - (13 + 8 * century) // 25 + century - century // 4) % 30
    solar = (4 + century - century // 4) % 7
    moon = (19 * (year % 19) + lunar) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) + 6 * moon + solar) % 7
    if sunday == 6 and (moon == 29 or (moon == 28 and year % 19 > 10)):
        moon -= 7  # the moon never comes later than 25 April
    return date(year, 3, 22) + timedelta(days=moon + sunday)


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """All statutory holidays of the year, Sundays among them."""
    return frozenset(rule.falls_in(year) for rule in HOLIDAYS if year >= rule.since)


def is_workday(day: date) -> bool:
    """Whether offices work: Good Friday, 2 May and 31 December are workdays, Saturdays are not.

    >>> is_workday(date(2026, 12, 24)), is_workday(date(2026, 12, 31))
    (False, True)
    """
    return day.weekday() < _SATURDAY and day not in holidays(day.year)


def workday_before(day: date) -> date:
    """The last workday earlier than `day`.

    >>> workday_before(date(2026, 12, 28))
    datetime.date(2026, 12, 23)
    """
    day -= timedelta(days=1)
    while not is_workday(day):
        day -= timedelta(days=1)
    return day


def workday_after(day: date, count: int = 1) -> date:
    """The `count`-th workday later than `day`; the day itself is not counted (art. 12 par. 1 Ordynacja podatkowa).

    >>> workday_after(date(2026, 12, 23))
    datetime.date(2026, 12, 28)
    """
    while count:
        day += timedelta(days=1)
        count -= is_workday(day)
    return day
