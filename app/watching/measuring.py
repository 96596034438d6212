"""What may be stuck, measured in the books and on the disk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from app.watching.disk import disk_free
from app.watching.last_copy import last_copy
from invoicing.services.ports import Clock
from invoicing.services.telling.stuck import Trouble
from storage.database import Database
from storage.figures import Waiting

_A_MOMENT = timedelta(seconds=1)
AT_KSEF = frozenset(
    {"Submit", "CheckSubmission", "SendBatch", "CheckBatch", "Receive", "EquipCompany", "PrepareLogin",
     "LogInSigned", "CheckRights"}
)  # fmt: skip
"""Kinds of work that wait by law while KSeF cannot be used; people were told of that already."""


class Measuring:
    """One look each time; it must look again and again, for it remembers what was the oldest before."""

    def __init__(self, database: Database, clock: Clock, data_dir: Path) -> None:
        self._database, self._clock, self._data_dir = database, clock, data_dir
        self._jobs, self._inbox = _Standstill(), _Standstill()

    async def __call__(self) -> Mapping[Trouble, int]:
        """The measures now; the age of a copy only where one was ever made.

        Raises:
            Unavailable: the database does not answer.
        """
        now = self._clock.now()
        traffic = await self._database.figures.traffic(now)
        async with self._database.units.reading() as work:
            ksef_works = (await work.verdicts.current()).known(now).ksef_works
            copied = await last_copy(work)
        counted = {kind: each for kind, each in traffic.jobs.items() if ksef_works or kind not in AT_KSEF}
        measures = {
            Trouble.WORK: self._jobs.minutes(counted, now),
            Trouble.INBOX: self._inbox.minutes(traffic.inbox, now),
            Trouble.SET_ASIDE: sum(traffic.parked.values()),
            Trouble.DISK: round(100 * (1 - disk_free(self._data_dir))),
        }
        if copied:
            measures[Trouble.BACKUP] = int((now - copied).total_seconds() // 3600)
        return measures


class _Standstill:
    """For how long the very same oldest one has been late.

    A backlog that is worked off, however old, has another oldest one at every look; so has what a clock jumped over.
    """

    def __init__(self) -> None:
        self._oldest: dict[str, tuple[datetime, datetime]] = {}

    def minutes(self, waiting: Mapping[str, Waiting], now: datetime) -> int:
        """Of the kind that has stood still for longest."""
        late = {
            kind: now - timedelta(seconds=round(each.oldest)) for kind, each in waiting.items() if each.oldest
        }
        before, self._oldest = self._oldest, {}
        for kind, moment in late.items():
            known = before.get(kind)
            same = known is not None and abs(known[0] - moment) <= _A_MOMENT
            self._oldest[kind] = known if known is not None and same else (moment, now)
        return max((int((now - seen).total_seconds() // 60) for _, seen in self._oldest.values()), default=0)
