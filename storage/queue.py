"""The workers' side of outbox and inbox: what to do next, and what to do again later."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.sql.elements import BindParameter

from invoicing.services.jobs import KINDS, Job
from storage.jobs import OPEN
from storage.leases import LEASE_TIME, is_dead
from storage.leasing import ANY_DUE, LEASE, NEXT_DUE
from storage.message_queue import MessageQueue
from storage.neighbours import INBOX, JOBS
from storage.sealed_jobs import job_of
from storage.traffic import inbox, jobs
from storage.transaction import Shared
from storage.unit_of_work import Units, Work

_US: BindParameter[str] = bindparam("us")

_OURS = jobs.update().where(jobs.c.done_at.is_(None), jobs.c.leased_by == _US)
_RENEW = _OURS.where(jobs.c.key.in_(bindparam("keys", expanding=True))).values(
    leased_until=bindparam("until")
)
_RELEASE = _OURS.values(leased_by=None, leased_until=None)
_RELEASE_REST = _RELEASE.where(jobs.c.key.not_in(bindparam("keys", expanding=True)))
_HOLDERS = select(jobs.c.leased_by).where(*OPEN, jobs.c.leased_by.is_not(None)).distinct()
_ONE_OF_OURS = _OURS.where(jobs.c.key == bindparam("promise")).values(
    leased_by=None, leased_until=None, last_error=bindparam("error")
)
_POSTPONE = _ONE_OF_OURS.values(
    due_at=bindparam("due"), put_off_at=bindparam("moment"), attempts=jobs.c.attempts + bindparam("more")
)
_PARK = _ONE_OF_OURS.values(parked_at=bindparam("moment"), attempts=jobs.c.attempts + 1)
_PARKED = [
    select(table.c.key, table.c.last_error)
    .where(table.c.parked_at.is_not(None), table.c.done_at.is_(None))
    .order_by(table.c.id)
    for table in (jobs, inbox)
]
_ASIDE = [
    table.update()
    .where(table.c.parked_at.is_not(None), table.c.done_at.is_(None))
    .values(parked_at=None, due_at=None, attempts=0)
    .returning(table.c.key)
    for table in (jobs, inbox)
]


@dataclass(frozen=True, slots=True)
class LeasedJob:
    """A job that is ours for a while; `attempts` says which attempt this is, from 1."""

    key: str
    job: Job
    attempts: int


@dataclass(frozen=True, slots=True)
class Parked:
    """A job or a message that failed too often, and how it failed last."""

    key: str
    error: str


class Queue(MessageQueue):
    """What the workers of this process ask.

    A lease lasts 50 s and is renewed by `lease_jobs` as long as the job is held here: until it is finished in a
    transaction, postponed, parked or released. Times are the caller's.
    """

    def __init__(self, units: Units, shared: Shared) -> None:
        super().__init__(units, shared)
        self._leases = shared.leases
        self._going_back: set[str] = set()

    async def lease_jobs(
        self, now: datetime, limit: int, kinds: Collection[str] = KINDS
    ) -> Sequence[LeasedJob]:
        """Jobs that are due, oldest first, at most one a lane, and never past an unfinished one of the lane.

        Args:
            now: the caller's clock.
            limit: how many at most.
            kinds: names of the jobs this process can do.
        """
        await self._give_back_rest()
        await self._renew(now)
        self._shared.timetable.passed(now)
        wanted = {"moment": now, "kinds": list(kinds)}
        if not self._shared.take_promised(kinds) and not await self._any(wanted):
            return ()  # whoever looks in vain takes no lock
        until = now + LEASE_TIME
        async with self._sure_of_leases(), self._units(durable=False) as work:
            values = {**wanted, "most": limit, "us": self._leases.owner, "until": until}
            rows = await work.transaction.rows(LEASE, values)
            readable = [
                (row, job_of(row.key, row.payload, self._shared.box))
                for row in sorted(rows, key=lambda row: row.id)
            ]
            for row, job in readable:
                if job is None:
                    await work.transaction.run(_PARK, self._parked(row.key, "unreadable"))
                    work.transaction.after_commit.append(self._shared.jobs_changed)
        leased = tuple(LeasedJob(row.key, job, row.attempts + 1) for row, job in readable if job is not None)
        self._leases.hold((one.key for one in leased), until)
        return leased

    async def postpone(self, leased: LeasedJob, due: datetime, error: str, *, failed: bool = True) -> None:
        """Give a job back until `due`; a failed attempt counts.

        When another worker has taken it over, nothing changes.
        """
        values = {"promise": leased.key, "us": self._leases.owner, "due": due, "error": error}
        values |= {"more": int(failed), "moment": self._shared.now()}
        await self._give_back(leased, _POSTPONE, values)

    async def park(self, leased: LeasedJob, error: str) -> None:
        """Set a job aside for a human: it is not tried again and its lane goes on."""
        await self._give_back(leased, _PARK, self._parked(leased.key, error))

    async def next_due(self, kinds: Collection[str] = KINDS) -> datetime | None:
        """When the next job falls due that could be leased then; a moment long past for "at once"."""
        timetable = self._shared.timetable
        if known := timetable.known(kinds):
            return known[0]
        edition = timetable.edition
        async with self._units.reading() as look:
            row = await look.transaction.first(NEXT_DUE, {"kinds": list(kinds)})
        found: datetime | None = row and row[0]
        timetable.note(kinds, found, edition)
        return found

    async def release(self) -> None:
        """Give back all that this process has leased, as it was."""
        self._leases.let_all_go()
        async with self._units() as work:
            await work.transaction.run(_RELEASE, {"us": self._leases.owner})

    async def reclaim(self) -> int:
        """Free what processes of this machine held that are dead; returns how many there were.

        Asked at the start and now and then, so that after a crash nobody waits for a lease to run out.
        """
        async with self._units() as work:
            dead = await self._dead(work)
            for owner in dead:
                await work.transaction.run(_RELEASE, {"us": owner})
            if dead:
                work.transaction.after_commit.append(self._shared.jobs_changed)
        return len(dead)

    async def left_by_the_dead(self) -> bool:
        """Whether there is anything to reclaim; takes no lock."""
        async with self._units.reading() as look:
            return bool(await self._dead(look))

    async def parked(self) -> Sequence[Parked]:
        """What was set aside and waits for a human, oldest first."""
        async with self._units.reading() as look:
            rows = [row for statement in _PARKED for row in await look.transaction.rows(statement)]
        return [Parked(row.key, row.last_error or "") for row in rows]

    async def bring_back(self, key: str | None = None) -> Sequence[str]:
        """Let what was set aside be tried again, at once and with a fresh count: one key, or all; returns the keys."""
        keys: list[str] = []
        async with self._units() as work:
            for statement in _ASIDE:
                named = statement if key is None else statement.where(statement.table.c.key == key)
                keys += [row.key for row in await work.transaction.rows(named)]
            work.transaction.after_commit.extend([self._shared.jobs_changed, self._shared.inbox_changed])
        return keys

    async def wait(self, seconds: float | None = None) -> bool:
        """Until this process left work of either kind, or `seconds` passed; True for work.

        No ring is lost: one that came since the same task waited last ends the wait at once. That holds for
        `wait_for_jobs` and `wait_for_inbox` too, which spare a loop the other's rings.
        """
        return await self._shared.any_bell.wait(seconds)

    async def wait_for_jobs(self, seconds: float | None = None) -> bool:
        """Until a job was enqueued, given back or finished in this process."""
        return await self._shared.jobs_bell.wait(seconds)

    async def wait_for_inbox(self, seconds: float | None = None) -> bool:
        """Until a message was put, given back or finished in this process."""
        return await self._shared.inbox_bell.wait(seconds)

    def wake(self) -> None:
        """End all waiting in this process now."""
        self._shared.heard((JOBS, INBOX))

    async def _give_back(self, leased: LeasedJob, statement: Any, values: dict[str, Any]) -> None:
        self._leases.let_go(leased.key)
        self._going_back.add(leased.key)
        try:
            async with self._sure_of_leases(), self._units() as work:
                await work.transaction.run(statement, values)
                work.transaction.after_commit.append(self._shared.jobs_changed)
        finally:
            self._going_back.discard(leased.key)

    @asynccontextmanager
    async def _sure_of_leases(self) -> AsyncIterator[None]:
        """Note it when the database goes away in the middle, or fails, and does not say what it has kept."""
        try:
            yield
        except Exception:
            self._leases.doubtful = True
            raise

    async def _give_back_rest(self) -> None:
        """Free what the database still holds for us since it was away; else it would wait for its lease to end."""
        if self._leases.doubtful:
            async with self._units() as work:
                await work.transaction.run(
                    _RELEASE_REST, {"us": self._leases.owner, "keys": self._leases.held}
                )
            self._leases.doubtful = False

    def _parked(self, key: str, error: str) -> dict[str, Any]:
        return {"promise": key, "us": self._leases.owner, "error": error, "moment": self._shared.now()}

    async def _dead(self, look: Work) -> list[str]:
        holders = [row[0] for row in await look.transaction.rows(_HOLDERS)]
        return [owner for owner in holders if is_dead(owner)]

    async def _any(self, wanted: dict[str, Any]) -> bool:
        async with self._units.reading() as look:
            return await look.transaction.first(ANY_DUE, wanted) is not None

    async def _renew(self, now: datetime) -> None:
        if keys := self._leases.to_renew(now):
            until = now + LEASE_TIME
            async with self._units(durable=False) as work:
                await work.transaction.run(_RENEW, {"us": self._leases.owner, "keys": keys, "until": until})
            self._leases.hold(keys, until)
