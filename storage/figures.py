"""Figures about the traffic and the books: how much waits and for how long, of which kind; never about whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, case, func, or_, select

from storage.columns import Moment
from storage.dialects import Engines
from storage.jobs import OPEN
from storage.ksef_tables import calls
from storage.traffic import chain, inbox, jobs
from storage.unit_of_work import Units

_HOUR = timedelta(hours=1)
_PAUSE = timedelta(minutes=5)  # longer than any pause between two attempts that we choose ourselves
_NOW = bindparam("moment", type_=Moment)
_SOON = bindparam("soon", type_=Moment)
_LATE = or_(jobs.c.due_at.is_(None), jobs.c.due_at <= _NOW, and_(jobs.c.attempts > 0, jobs.c.due_at <= _SOON))
"""Its time has come, or had come and it is tried again and again; what a calendar or a limit has put off is not late."""
_SINCE = case((jobs.c.attempts > 0, jobs.c.created_at), else_=func.coalesce(jobs.c.due_at, jobs.c.created_at))
_FAILED = case((jobs.c.attempts > 0, 1), else_=0)

_JOBS = (
    select(
        jobs.c.kind,
        func.count().label("open"),
        func.min(case((_LATE, _SINCE)), type_=Moment).label("oldest"),
        func.sum(_FAILED).label("failing"),
    )
    .where(*OPEN)
    .group_by(jobs.c.kind)
)
_INBOX = (
    select(
        inbox.c.channel,
        func.count().label("open"),
        func.min(inbox.c.received_at, type_=Moment).label("oldest"),
    )
    .where(inbox.c.done_at.is_(None), inbox.c.parked_at.is_(None))
    .group_by(inbox.c.channel)
)
_PARKED = {
    "jobs": select(func.count()).where(jobs.c.parked_at.is_not(None), jobs.c.done_at.is_(None)),
    "inbox": select(func.count()).where(inbox.c.parked_at.is_not(None), inbox.c.done_at.is_(None)),
}
_CALLS = (
    select(calls.c.key, func.count().label("made"))
    .where(calls.c.at > bindparam("since", type_=Moment), calls.c.at <= _NOW)
    .group_by(calls.c.key)
)
_LINES = select(chain.c.length)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What of one kind waits.

    Attributes:
        open: how many there are.
        failing: how many of them were tried and did not come through.
        oldest: seconds since the oldest should have been done, or was received; 0 when none is late.
    """

    open: int
    failing: int
    oldest: float


@dataclass(frozen=True, slots=True)
class Traffic:
    """One look at the traffic.

    Attributes:
        jobs: promises by kind.
        inbox: messages by channel.
        parked: what was set aside for a human, by "jobs" and "inbox".
        calls: calls to KSeF within an hour, by the key they are counted under.
    """

    jobs: Mapping[str, Waiting]
    inbox: Mapping[str, Waiting]
    parked: Mapping[str, int]
    calls: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Extent:
    """How large the books are.

    Attributes:
        bytes: on the disk, by `books` and, in SQLite, `journal`: what was written and is not in the file yet.
        lines: of the history.
    """

    bytes: Mapping[str, int]
    lines: int


class Figures:
    """Reads the figures of the traffic and of the books."""

    def __init__(self, units: Units, engines: Engines) -> None:
        self._units, self._size = units, engines.size

    async def extent(self) -> Extent:
        """How large the books are now.

        Raises:
            Unavailable: the database does not answer.
        """
        async with self._units.reading() as look:
            row = await look.transaction.first(_LINES)
            return Extent(await self._size(look.transaction.connection), row.length if row else 0)

    async def traffic(self, now: datetime) -> Traffic:
        """One moment of it.

        Raises:
            Unavailable: the database does not answer.
        """
        async with self._units.reading() as look:
            run, moment = look.transaction, {"moment": now, "soon": now + _PAUSE}
            promised = await run.rows(_JOBS, moment)
            received = await run.rows(_INBOX)
            parked = {name: await run.first(statement) for name, statement in _PARKED.items()}
            made = await run.rows(_CALLS, {"since": now - _HOUR, "moment": now})
        return Traffic(
            {row.kind: Waiting(row.open, int(row.failing), _age(row.oldest, now)) for row in promised},
            {row.channel: Waiting(row.open, 0, _age(row.oldest, now)) for row in received},
            {name: int(row[0]) if row else 0 for name, row in parked.items()},
            {row.key: row.made for row in made},
        )


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
