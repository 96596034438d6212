"""Numbers of invoices: series, periods, and the next number of a series."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from invoicing.model.errors import InvalidValue
from invoicing.model.text import check_text

_FIELD = re.compile(r"\{([^{}]*)\}")
_NUMBER = re.compile(r"number(?::0?([1-9]))?")
_LONGEST = 10**9
_YEARS = {"year": 4, "year:2": 2}
_DIGITS = re.compile(r"(?:#|\d)+")


class Restart(StrEnum):
    """When a series begins anew."""

    NEVER = "never"
    YEARLY = "yearly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class Series:
    """A pattern of numbers, such as `FV/{year}/{month}/{number}`; the pattern itself says when it restarts.

    Fields: `{number}` once, with at least so many digits as in `{number:04}`; `{year}`, or `{year:2}` for its
    last two digits; `{month}` in two digits, never without the year, or numbers would come again.

    Attributes:
        pattern: as above.
        start: the number the counter's 1 stands for, for companies that come with a series begun elsewhere.
        begins: `start` counts in the period of this day only, later periods start at 1; None: in every period.

    >>> Series("FV/{year}/{month}/{number}").number(7, date(2026, 11, 20))
    'FV/2026/11/7'
    """

    pattern: str
    start: int = 1
    begins: date | None = None

    def __post_init__(self) -> None:
        fields = _FIELD.findall(self.pattern)
        if set(_FIELD.sub("", self.pattern)) & set("{}"):
            raise InvalidValue("series-braces", pattern=self.pattern)
        _check_fields(self.pattern, fields)
        if self.start < 1:
            raise InvalidValue("series-start", pattern=self.pattern, start=str(self.start))
        check_text(self.number(_LONGEST, date.max), "series")

    @property
    def restart(self) -> Restart:
        """When the counter begins anew."""
        if "{month}" in self.pattern:
            return Restart.MONTHLY
        return Restart.YEARLY if "{year" in self.pattern else Restart.NEVER

    def period(self, day: date) -> str:
        """The key of the counter: "2026-11", "2026", or "" for a series that never restarts."""
        lengths = {Restart.MONTHLY: 7, Restart.YEARLY: 4, Restart.NEVER: 0}
        return day.isoformat()[: lengths[self.restart]]

    def number(self, count: int, day: date) -> str:
        """The `count`-th number (from 1) of the period of that day, the day of issue."""
        starts_here = self.begins is None or self.period(self.begins) == self.period(day)
        value = count + self.start - 1 if starts_here else count
        return _FIELD.sub(lambda field: _fill(field[1], value, day), self.pattern)

    @property
    def skeleton(self) -> str:
        """What all its numbers have in common: every run of digits is one "#"."""
        return _DIGITS.sub("#", _FIELD.sub("#", self.pattern))


def check_apart(series: Iterable[Series]) -> None:
    """Make sure that no two series of a company can ever give the same number.

    Raises:
        InvalidValue: series-collide.
    """
    seen: dict[str, str] = {}
    for each in series:
        if each.skeleton in seen:
            raise InvalidValue("series-collide", pattern=each.pattern, other=seen[each.skeleton])
        seen[each.skeleton] = each.pattern


def _check_fields(pattern: str, fields: list[str]) -> None:
    numbers = [field for field in fields if _NUMBER.fullmatch(field)]
    years = [field for field in fields if field in _YEARS]
    months = [field for field in fields if field == "month"]
    if len(numbers) + len(years) + len(months) != len(fields):
        raise InvalidValue("series-field", pattern=pattern)
    if len(numbers) != 1:
        raise InvalidValue("series-number", pattern=pattern)
    if months and not years:
        raise InvalidValue("series-month-without-year", pattern=pattern)


def _fill(field: str, value: int, day: date) -> str:
    if field == "month":
        return f"{day.month:02}"
    if field in _YEARS:
        return f"{day.year:04}"[-_YEARS[field] :]
    return str(value).zfill(int(field.partition(":")[2] or 1))
