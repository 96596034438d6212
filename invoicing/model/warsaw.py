"""Dates are those of Warsaw: what the law calls a day begins and ends there, wherever the server stands."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")


def warsaw_day(moment: datetime) -> date:
    """The day of an aware moment.

    >>> from datetime import UTC
    >>> warsaw_day(datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
    datetime.date(2026, 11, 21)
    """
    return moment.astimezone(WARSAW).date()
