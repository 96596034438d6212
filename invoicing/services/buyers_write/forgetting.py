"""What lies in the books of buyers' letters is dropped in time: words after 90 days, counts of answers after two."""

from __future__ import annotations

from datetime import timedelta

from invoicing.services.buyers_write.records import KEPT
from invoicing.services.ports import Clock, UnitsOfWork

_COUNTED = timedelta(days=2)
"""Longer than any limit on answers reaches back."""


class ForgetBuyersLetters:
    """Looks once at a time."""

    def __init__(self, units: UnitsOfWork, clock: Clock) -> None:
        self._units, self._clock = units, clock

    async def __call__(self) -> None:
        """Drop what is old."""
        now = self._clock.now()
        async with self._units() as work:
            await work.buyer_letters.forget(now - KEPT)
            await work.answers.forget(now - _COUNTED)
