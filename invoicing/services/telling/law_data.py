"""A rule of the calendar of the law as replies carry it: both dates, both sources, and when they were checked."""

from __future__ import annotations

from invoicing.model.law_calendar import CALENDAR, Rule, Span
from invoicing.services.messages import Json


def law_data(rule: Rule) -> dict[str, Json]:
    """By the law in force, and as announced where that differs; whoever names one day names both.

    >>> law_data(Rule.PENALTIES)["law"], law_data(Rule.PENALTIES)["announced"]
    ('2027-01-01', '2028-01-01')
    """
    entry = CALENDAR[rule]
    announced = entry.announced
    return {
        "law": _day(entry.law),
        "source": entry.law.source,
        "announced": _day(announced) if announced else None,
        "announced_source": announced.source if announced else None,
        "as_of": entry.as_of.isoformat(),
    }


def _day(span: Span) -> str | None:
    """The day that matters: the last of what ends, the first of what begins."""
    day = span.last or span.first
    return day.isoformat() if day else None
