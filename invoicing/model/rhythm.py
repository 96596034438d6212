"""Days that come again: every week, month, quarter or year."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import count

from invoicing.model.errors import InvalidValue


class Every(StrEnum):
    """How far apart the days are."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


_MONTHS = {Every.MONTHLY: 1, Every.QUARTERLY: 3, Every.YEARLY: 12}
_LONGEST_MONTH = 31


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A first day and all that follow it; a month without that day has its last one instead.

    Attributes:
        every: how far apart.
        first: the first day of all.
        day: of the month, 1 to 31 (31 is the last day of every month); of no meaning to weeks.

    >>> monthly = Rhythm(Every.MONTHLY, date(2026, 1, 31), 31)
    >>> [monthly.nth(turn).isoformat() for turn in range(3)]
    ['2026-01-31', '2026-02-28', '2026-03-31']
    """

    every: Every
    first: date
    day: int

    def __post_init__(self) -> None:
        if not 1 <= self.day <= _LONGEST_MONTH:
            raise InvalidValue("rhythm-day", day=str(self.day))

    def nth(self, turn: int) -> date:
        """The day of a turn; the first day has turn 0."""
        if self.every is Every.WEEKLY:
            return self.first + timedelta(weeks=turn)
        if turn == 0:
            return self.first
        months = self.first.year * 12 + self.first.month - 1 + turn * _MONTHS[self.every]
        return day_of_month(months // 12, months % 12 + 1, self.day)

    def after(self, day: date) -> date:
        """The nearest day of the rhythm later than `day`."""
        return next(each for each in self._days() if each > day)

    def _days(self) -> Iterator[date]:
        return (self.nth(turn) for turn in count())


def day_of_month(year: int, month: int, day: int) -> date:
    """That day, or the last one of a month that has no such day."""
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))
