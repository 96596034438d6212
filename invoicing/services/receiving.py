"""Keeping our own copy of what KSeF stores for a company: nothing skipped, nothing twice, ours told from others'.

Several programs may issue under one NIP (an ERP, an accountant's suite, the Ministry's own app). What they sent is
seen here, is never taken for ours (the SHA-256 of the bytes decides), and its numbers are not used again.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from invoicing.model.errors import Refused, Unavailable
from invoicing.model.lifecycle import Status
from invoicing.services.ksef_jobs import Receive
from invoicing.services.ksef_ports import FeedPage, KsefFeed
from invoicing.services.ksef_records import KsefEntry, SubjectRole
from invoicing.services.messages import Reply
from invoicing.services.pages import closing
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Event, Role, StoredInvoice
from invoicing.services.replies import summary, tell

log = logging.getLogger(__name__)

DOCUMENTS_AT_ONCE = 12
"""Documents fetched one by one in a quarter of an hour: KSeF lets 64 an hour through, other uses want some too."""
OFTEN, RARELY = 15, 24 * 60
"""Minutes between two readings of a role: KSeF wants a quarter of an hour, and rare roles by night."""
AGAIN = timedelta(minutes=1)
"""A company that was taken on meanwhile waits no longer for its first reading."""
REMEMBERED = timedelta(days=2)
"""How long a kept promise stays: longer than the longest slot, or it would be promised again."""
_PAUSE = {
    SubjectRole.SELLER: OFTEN,
    SubjectRole.BUYER: OFTEN,
    SubjectRole.THIRD_PARTY: RARELY,
    SubjectRole.AUTHORIZED_ENTITY: RARELY,
}
_WAITS = frozenset({Status.ISSUED, Status.SENT})


def slot_of(role: SubjectRole, now: datetime) -> str:
    """The slot a moment falls into: a quarter of an hour, or a day for rare roles, in Warsaw.

    >>> from zoneinfo import ZoneInfo
    >>> slot_of(SubjectRole.SELLER, datetime(2026, 11, 20, 10, 44, tzinfo=ZoneInfo("Europe/Warsaw")))
    '2026-11-20T10:30'
    """
    minutes = now.hour * 60 + now.minute
    begin = minutes - minutes % _PAUSE[role]
    return f"{now:%Y-%m-%d}T{begin // 60:02}:{begin % 60:02}"


def beginning(now: datetime) -> datetime:
    """Where the first reading begins: with the year, because series of numbers do."""
    return now.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)


class PromiseReceiving:
    """Promises one reading a slot for every company and role; promising again changes nothing."""

    def __init__(self, units: UnitsOfWork, clock: Clock) -> None:
        self._units, self._clock = units, clock
        self._promised: tuple[str, datetime] | None = None

    async def __call__(self) -> None:
        """Promise what the present slot wants; within a minute of the last time only if there is a new slot."""
        now = self._clock.now()
        slot, last = slot_of(SubjectRole.BUYER, now), self._promised
        if last is not None and last[0] == slot and timedelta(0) <= now - last[1] < AGAIN:
            return
        async with self._units() as work:
            for company in await work.companies.all():
                for role in SubjectRole:
                    await work.jobs.enqueue(Receive(company.id, role, slot_of(role, now)))
            await work.jobs.forget(Receive.__name__, now - REMEMBERED)
        self._promised = slot, now


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a reading brought: entries new to us, documents fetched one by one, and up to when all is known."""

    entries: int
    documents: int
    until: datetime


class Receiving:
    """Reads what is new and writes it down page by page; the point moves in the same transaction as its entries."""

    def __init__(self, units: UnitsOfWork, clock: Clock, feed: KsefFeed) -> None:
        self._units, self._clock, self._feed = units, clock, feed

    async def __call__(self, job: Receive) -> None:
        """Keep the promise; one of an older slot is only crossed out, for the newer one reads the same.

        Raises:
            Unavailable: KSeF is silent; the worker comes back.
        """
        if job.slot == slot_of(job.role, self._clock.now()):
            try:
                await self.read(job.company_id, job.role)
            except Refused as refusal:
                # no way in, or no right to read: the doctor tells; asking again in a minute changes nothing
                log.info("KSeF lets us not read", extra={"role": job.role.value, "why": refusal.reason})
        async with self._units() as work:
            await work.jobs.finish(job.key)

    async def read(self, company_id: UUID, role: SubjectRole) -> Fetched:
        """Read once.

        Raises:
            Unavailable: ask again later; what was read so far is kept.
            Refused: the company has no usable access, or no right to read.
        """
        async with self._units.reading() as work:
            point = await work.ksef.point(company_id, role) or beginning(self._clock.now())
        new = 0
        async for page in closing(self._feed.since(company_id, role, point)):
            new += await self._keep(company_id, role, page)
            point = page.until
        return Fetched(new, await self._documents(company_id), point)

    async def _keep(self, company_id: UUID, role: SubjectRole, page: FeedPage) -> int:
        now, new = self._clock.now(), 0
        async with self._units() as work:
            for entry in page.entries:
                ours = await work.invoices.by_digest(company_id, entry.sha256)
                bare = (
                    entry if ours is None else replace(entry, xml=None)
                )  # the bytes are in our books already
                if await work.ksef.add(company_id, role, bare, ours.id if ours else None, now):
                    new += 1
                    if ours is None and role is SubjectRole.SELLER:
                        await self._issued_elsewhere(work, company_id, entry, now)
            await work.ksef.move(company_id, role, page.until)
        return new

    async def _issued_elsewhere(
        self, work: UnitOfWork, company_id: UUID, entry: KsefEntry, now: datetime
    ) -> None:
        """Another program of the company was faster with a number that one of ours bears and waits with."""
        ours = await work.invoices.by_number(company_id, entry.number)
        if ours is None or ours.status not in _WAITS:
            return
        evidence = {
            "number": entry.number,
            "ksef_number": str(entry.ksef_number),
            "sha256": entry.sha256.hex(),
        }
        await work.events.add(Event("number-used-elsewhere", now, None, company_id, ours.id, evidence))
        await _tell_owners(work, company_id, ours, entry)

    async def _documents(self, company_id: UUID) -> int:
        """Fetch documents that came without; what KSeF does not give now comes with a later reading."""
        async with self._units.reading() as work:
            bare = await work.ksef.without_document(company_id, DOCUMENTS_AT_ONCE)
        fetched = 0
        for kept in bare:
            try:
                xml = await self._feed.document(company_id, kept.entry.ksef_number)
            except (Unavailable, Refused) as error:
                log.info("a document comes later", extra={"why": error.reason})
                break
            if hashlib.sha256(xml).digest() != kept.entry.sha256:
                log.warning(
                    "KSeF gave other bytes than it told", extra={"number": str(kept.entry.ksef_number)}
                )
                continue
            async with self._units() as work:
                await work.ksef.attach(company_id, kept.entry.ksef_number, xml)
            fetched += 1
        return fetched


async def _tell_owners(work: UnitOfWork, company_id: UUID, ours: StoredInvoice, entry: KsefEntry) -> None:
    reply = Reply("number-used-elsewhere", summary(ours) | {"other": str(entry.ksef_number)})
    for person, membership in await work.people.members(company_id):
        if membership.role is Role.OWNER:
            await tell(work, person.id, company_id, reply, f"elsewhere:{ours.id}:{entry.ksef_number}")
