"""The law's table of terms, counted once more and apart from the code under test (art. 106nda, 106nf, 106ng, 106nh, 106nha VATA)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

NO_DUTY, OPEN = date.max, None
"""Nothing must be sent; the term is not known yet."""
HOLIDAYS = frozenset(
    date.fromisoformat(each)
    for each in (
        "2026-11-01", "2026-11-11", "2026-12-24", "2026-12-25", "2026-12-26",
        "2027-01-01", "2027-01-06", "2027-03-28", "2027-03-29", "2027-05-01", "2027-05-03", "2027-05-16", "2027-05-27",
        "2027-08-15", "2027-11-01", "2027-11-11", "2027-12-24", "2027-12-25", "2027-12-26",
        "2028-01-01", "2028-01-06", "2028-04-16", "2028-04-17", "2028-05-01", "2028-05-03", "2028-06-04", "2028-06-15",
        "2028-08-15", "2028-11-01", "2028-11-11", "2028-12-24", "2028-12-25", "2028-12-26", "2029-01-01", "2029-01-06",
    )
)  # fmt: skip
"""Of the act of 18 January 1951, written down by hand for the years that people here live through."""


@dataclass(frozen=True)
class Told:
    """An event as the books have it; `end` is its last day, `over` the moment of its end."""

    kind: str
    start: date
    end: date | None
    over: datetime | None


def workday(day: date, count: int) -> date:
    """The so manieth workday later than a day; the day itself is not counted (Ordynacja podatkowa art. 12)."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5 and day not in HOLIDAYS
    return day


def term(mode: str, issued: date, at: datetime, told: list[Told]) -> date | None:
    """The last day in time; NO_DUTY where nothing must be sent, None where nobody can know yet."""
    day = _base(mode, issued, told)
    for event in sorted(told, key=lambda each: each.start):
        ended_before = (event.end is not None and event.end < issued) or (
            event.over is not None and event.over < at
        )
        if ended_before or event.kind == "maintenance" or (day is not OPEN and event.start > day):
            continue
        if event.kind == "total_failure":
            return NO_DUTY
        day = OPEN if day is OPEN or event.end is None else max(day, workday(event.end, 7))
    return day


def _base(mode: str, issued: date, told: list[Told]) -> date | None:
    kind, days = {"emergency": ("failure", 7), "unavailability": ("maintenance", 1)}.get(mode, ("", 0))
    covering = [each for each in told if each.kind == kind and each.start <= issued <= (each.end or date.max)]
    if not covering:
        return workday(issued, 1)  # offline24, and what no notice covers: the safe reading
    first = min(covering, key=lambda each: each.end or date.max)
    return OPEN if first.end is None else workday(first.end, days)
