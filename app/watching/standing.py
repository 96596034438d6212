"""One look at how the installation is doing, in numbers that name nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from time import monotonic

from app.watching.certificates import Ends
from app.watching.disk import disk_free
from app.watching.last_copy import last_copy
from invoicing.model.offline import Duty
from invoicing.model.verdict import Verdict
from invoicing.services.ports import Clock
from invoicing.services.terms.due import Due, what_is_due
from ksef.official_limits import NO_LIMIT, OFFICIAL
from storage.database import Database
from storage.figures import Extent, Traffic

FRESH = 5.0
"""Seconds for which a look is good enough for the next who asks: instruments must cost nothing."""
TERMS = ("late", "today", "tomorrow", "later", "unknown", "no-duty")
_HOUR = 2  # of the rates: a second, a minute, an hour


@dataclass(frozen=True, slots=True)
class Standing:
    """What was seen.

    Attributes:
        waiting: invoices KSeF has not taken, by when their term ends (`TERMS`).
        rejected: invoices that KSeF refused and nobody has put right.
        calls: calls to KSeF within an hour, by group of its limits.
        used: the same as a share of the official limit, for the context that has used most of it.
        answered_in: seconds that the database took for all of this.
        disk_free: share of the data folder's disk.
        extent: how large the books are.
        certificates: seconds until the first company has none of a kind any more.
        copied_ago: seconds since the last copy of the books; None where none was ever made.
    """

    at: datetime
    verdict: Verdict
    traffic: Traffic
    waiting: Mapping[str, int]
    rejected: int
    calls: Mapping[str, int]
    used: Mapping[str, float]
    answered_in: float
    disk_free: float
    extent: Extent
    certificates: Mapping[str, float]
    copied_ago: float | None


class Watch:
    """Looks, and keeps what it saw for a few seconds."""

    def __init__(self, database: Database, clock: Clock, data_dir: Path) -> None:
        self._database, self._clock, self._data_dir = database, clock, data_dir
        self._certificates = Ends()
        self._last: tuple[float, Standing] | None = None

    async def __call__(self) -> Standing:
        """The standing now, or a few seconds ago.

        Raises:
            Unavailable: the database does not answer.
        """
        if self._last is None or monotonic() - self._last[0] > FRESH:
            seen = await self._look()
            self._last = (monotonic(), seen)
        return self._last[1]

    async def _look(self) -> Standing:
        now, begun = self._clock.now(), monotonic()
        async with self._database.units.reading() as work:
            verdict = (await work.verdicts.current()).known(now)
            due = await what_is_due(work, None)
            certificates = await self._certificates.left(work, now)
            copied = await last_copy(work)
        traffic, extent = await self._database.figures.traffic(now), await self._database.figures.extent()
        calls, used = _calls(traffic.calls)
        return Standing(
            at=now,
            verdict=verdict,
            traffic=traffic,
            waiting=_waiting(due, now.date()),
            rejected=sum(each.group.count for each in due if each.group.rejected),
            calls=calls,
            used=used,
            answered_in=monotonic() - begun,
            disk_free=disk_free(self._data_dir),
            extent=extent,
            certificates=certificates,
            copied_ago=(now - copied).total_seconds() if copied else None,
        )


def _waiting(due: Iterable[Due], today: date) -> Mapping[str, int]:
    waiting: Counter[str] = Counter(dict.fromkeys(TERMS, 0))
    for each in due:
        if not each.group.rejected:
            waiting[_term(each, today)] += each.group.count
    return waiting


def _term(due: Due, today: date) -> str:
    if due.deadline.duty is Duty.NONE:
        return "no-duty"
    if due.day is None:
        return "unknown"
    if due.is_late(today):
        return "late"
    near = {today: "today", today + timedelta(days=1): "tomorrow"}
    return near.get(due.day, "later")


def _calls(made: Mapping[str, int]) -> tuple[dict[str, int], dict[str, float]]:
    """By group of limits: all calls, and the share of the hour's limit that the busiest context has used.

    >>> _calls({"nip-1 invoiceSend": 90, "nip-2 invoiceSend": 18, "nip-2 other GET /certificates/*": 3})
    ({'invoiceSend': 108, 'other': 3}, {'invoiceSend': 0.5, 'other': 0.025})
    """
    calls: dict[str, int] = {}
    used: dict[str, float] = {}
    for key, count in made.items():
        group = key.partition(" ")[2].partition(" ")[0]
        most = OFFICIAL.get(group, OFFICIAL["other"])[_HOUR]
        calls[group] = calls.get(group, 0) + count
        if most != NO_LIMIT:
            used[group] = max(used.get(group, 0.0), count / most)
    return calls, used
