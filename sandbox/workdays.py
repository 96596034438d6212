"""Polish working days, as the National Bank counts them for its tables."""

import functools
from datetime import date, timedelta

FIXED = ((1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11), (12, 25), (12, 26))
AFTER_EASTER = (0, 1, 49, 60)
CHRISTMAS_EVE_IS_FREE_SINCE = 2025


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm).

    >>> easter(2026)
    datetime.date(2026, 4, 5)
    """
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    l = (32 + 2 * e + 2 * i - h - k) % 7  # noqa: E741  # the letter the algorithm is published with
    m = (a + 11 * h + 22 * l) // 451
    month, day = divmod(h + l - 7 * m + 114, 31)
    return date(year, month, day + 1)


@functools.cache
def holidays(year: int) -> frozenset[date]:
    """Days that are free by law."""
    days = {date(year, month, day) for month, day in FIXED}
    days |= {easter(year) + timedelta(days=distance) for distance in AFTER_EASTER}
    if year >= CHRISTMAS_EVE_IS_FREE_SINCE:
        days.add(date(year, 12, 24))
    return frozenset(days)


def is_workday(day: date) -> bool:
    """Monday to Friday and not free by law."""
    return day.weekday() < 5 and day not in holidays(day.year)


def workday_before(day: date) -> date:
    """The last working day strictly before a day."""
    day -= timedelta(days=1)
    while not is_workday(day):
        day -= timedelta(days=1)
    return day
