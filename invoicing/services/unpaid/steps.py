"""When a buyer is reminded: some days after the term of payment, on workdays, in office hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from invoicing.model.workdays import is_workday

STEPS = (3, 14)
"""Days after the term of payment."""
LASTS = 7
"""Days in which a step that could not be taken on its day still may be; so two letters never come close together."""
AHEAD = timedelta(hours=1)
"""How long before its letters the seller is told, so that there is time to stop them."""
_OPENS, _CLOSES = 9, 17  # o'clock in Warsaw


def step_on(due: date, today: date, since: date) -> int | None:
    """The step that a term of payment has reached; None before, between and after the steps.

    Args:
        due: the term of payment.
        today: the Warsaw date.
        since: steps of earlier days are not made up for.

    >>> step_on(date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 1))
    3
    >>> step_on(date(2026, 11, 20), date(2026, 11, 30), date(2026, 11, 1)) is None
    True
    """
    for days in STEPS:
        day = due + timedelta(days=days)
        if day >= since and day <= today < day + timedelta(days=LASTS):
            return days
    return None


def office_open(at: datetime) -> bool:
    """Whether letters about money may go out: on a workday between nine and five in Warsaw.

    >>> office_open(datetime(2026, 11, 20, 16, 59)), office_open(datetime(2026, 11, 21, 12))
    (True, False)
    """
    return _OPENS <= at.hour < _CLOSES and is_workday(at.date())
