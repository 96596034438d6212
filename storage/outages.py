"""The book of outages: what the lighthouse announced, its latest state, and what companies confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from invoicing.model.announcements import AnnouncedOutage
from invoicing.model.offline import Outage, OutageKind
from invoicing.services.books import EventBook
from invoicing.services.ksef_records import Notice
from invoicing.services.outages.books import LighthouseReport, TotalFailure
from invoicing.services.records import LighthouseState
from storage.announcements import Announcements
from storage.once import Once
from storage.outage_tables import reports
from storage.total_failures import TotalFailures
from storage.transaction import Transaction

_LATEST = (
    select(reports.c.seq, reports.c.state, reports.c.since, reports.c.fetched_at)
    .order_by(reports.c.seq.desc())
    .limit(1)
)
_SEEN_AGAIN = reports.update().where(reports.c.seq == bindparam("report")).values(fetched_at=bindparam("at"))


class Outages:
    """`OutageBook` of the contract."""

    def __init__(self, transaction: Transaction, events: EventBook) -> None:
        self._transaction = transaction
        self._announcements = Announcements(transaction, events)
        self._total_failures = TotalFailures(transaction, events)
        self._announced = Once(self._announcements.outages)
        self._latest = Once(self._read_latest)

    async def record(self, report: LighthouseReport, at: datetime) -> bool:
        """Write a report; True when the state differs from the one before (or is the first and not None).

        The raw body is kept as evidence when state or announcements changed; a repetition only moves the time. Of a
        report that nobody understands the announcements are kept, and no state.
        """
        self._announced.forget()
        self._latest.forget()
        news = await self._announcements.add(report, at)
        if not report.readable:
            return False
        before = await self._transaction.first(_LATEST)
        same = before is not None and before.state == report.state
        if before is not None and same and not news:
            await self._transaction.run(_SEEN_AGAIN, {"report": before.seq, "at": at})
            return False
        since = before.since if before is not None and same else at
        state = report.state and report.state.value
        row = {"state": state, "since": since, "fetched_at": at, "raw": report.raw}
        await self._transaction.add(reports, row)
        return report.state is not None if before is None else not same

    async def timeline(self, company_id: UUID | None = None) -> tuple[Outage, ...]:
        """Announced outages by start, without those called off; total failures only as the company confirmed them."""
        announced = [
            each.outage()
            for each in await self.events()
            if each.withdrawn_at is None and each.kind is not OutageKind.TOTAL_FAILURE
        ]
        if company_id is None:
            return _by_start(announced)
        return _by_start([*announced, *(each.outage() for each in await self.total_failures(company_id))])

    async def timelines(self, companies: Iterable[UUID]) -> Mapping[UUID, tuple[Outage, ...]]:
        """The timeline of each company; one object for all that confirmed nothing of their own."""
        common = await self.timeline()
        own: dict[UUID, list[Outage]] = {}
        for failure in await self._total_failures.all():
            own.setdefault(failure.company_id, []).append(failure.outage())
        return {each: _by_start([*common, *own[each]]) if each in own else common for each in companies}

    async def state(self) -> LighthouseState | None:
        """The latest state, None before the first report."""
        return await self._latest()

    async def events(self) -> tuple[AnnouncedOutage, ...]:
        """Everything announced, by its beginning."""
        return await self._announced()

    async def notices_of(self, kind: OutageKind, event: str) -> Sequence[Notice]:
        """The messages about an event as they came, oldest arrival first."""
        return await self._announcements.notices(kind, event)

    async def confirm_total_failure(
        self, company_id: UUID, person: UUID, source: str, began: datetime, at: datetime
    ) -> bool:
        """Write down that a person of the company vouches for a total failure; False when one lasts already."""
        return await self._total_failures.confirm(company_id, person, source, began, at)

    async def end_total_failure(
        self, company_id: UUID, person: UUID, source: str, ended: datetime, at: datetime
    ) -> bool:
        """Write down its end; False when none lasts."""
        return await self._total_failures.end(company_id, person, source, ended, at)

    async def correct_total_failure(
        self, company_id: UUID, person: UUID, source: str, began: datetime, at: datetime
    ) -> bool:
        """Write down that the latest one began at another moment; False when the company confirmed none."""
        return await self._total_failures.correct(company_id, person, source, began, at)

    async def total_failures(self, company_id: UUID) -> Sequence[TotalFailure]:
        """What the company confirmed, oldest first."""
        return await self._total_failures.of(company_id)

    async def _read_latest(self) -> LighthouseState | None:
        row = await self._transaction.first(_LATEST)
        return row and LighthouseState(row.state and OutageKind(row.state), row.fetched_at, row.since)


def _by_start(outages: Iterable[Outage]) -> tuple[Outage, ...]:
    return tuple(sorted(outages, key=lambda outage: (outage.start, outage.kind)))
