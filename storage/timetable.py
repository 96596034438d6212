"""When the next job falls due, as far as this process knows."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from datetime import datetime

GOOD_FOR = 2.0
"""Seconds for which an answer is believed: another process may have promised something earlier."""


class Timetable:
    """Remembers the answer to "when is the next job due?" until this process changes what it was made of.

    Args:
        seconds: a clock that never goes back.
    """

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._known: dict[frozenset[str], tuple[float, datetime | None]] = {}
        self._edition = 0

    @property
    def edition(self) -> int:
        """Changes with every change; who asks the database notes it first."""
        return self._edition

    def forget(self) -> None:
        """Due times have changed."""
        self._edition += 1
        self._known.clear()

    def passed(self, now: datetime) -> None:
        """What was due by now is no news: somebody has leased it, or is about to."""
        self._known = {kinds: found for kinds, found in self._known.items() if not _by(found[1], now)}

    def note(self, kinds: Collection[str], due: datetime | None, edition: int) -> None:
        """Keep an answer, unless something changed since it was asked for."""
        if edition == self._edition:
            self._known[frozenset(kinds)] = (self._seconds() + GOOD_FOR, due)

    def known(self, kinds: Collection[str]) -> tuple[datetime | None] | None:
        """The answer in a tuple; None when it has to be asked for."""
        until, due = self._known.get(frozenset(kinds), (0.0, None))
        return (due,) if self._seconds() < until else None


def _by(due: datetime | None, now: datetime) -> bool:
    return due is not None and due <= now
