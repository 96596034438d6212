"""What the Ministry's lighthouse announces: looked at, written down, told, and what follows for an invoice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from invoicing.model.offline import OfflineMode, Outage, OutageKind
from invoicing.services.jobs import CheckBatch, CheckSubmission, SendBatch, Submit
from invoicing.services.ksef_records import Notice
from invoicing.services.messages import Reply
from invoicing.services.ports import Clock, Lighthouse, LighthouseReport, UnitOfWork, UnitsOfWork
from invoicing.services.records import Event, Role
from invoicing.services.replies import tell

FRESH = timedelta(minutes=15)
_MODE_OF = {OutageKind.FAILURE: OfflineMode.EMERGENCY, OutageKind.MAINTENANCE: OfflineMode.UNAVAILABILITY}


def mode_at_issue(state: OutageKind | None, timeline: Sequence[Outage], today: date) -> OfflineMode | None:
    """The ground on which an invoice of today is issued; None is online.

    Only an announcement that covers the day gives a ground (art. 106ne VATA), and only while it lasts. A total
    failure is proclaimed in the mass media (art. 106ng), so the lighthouse alone never decides it.
    """
    mode = _MODE_OF.get(state) if state else None
    covered = any(outage.kind is state and outage.covers(today) for outage in timeline)
    return mode if covered else None


async def announced(work: UnitOfWork, now: datetime) -> OutageKind | None:
    """The outage the lighthouse speaks of now; None for none, and when it has not been seen for a quarter of an hour.

    A word of hours ago is no ground for an emergency: its longer term may have ended meanwhile.
    """
    state = await work.outages.state()
    return state.state if state and now - state.fetched_at <= FRESH else None


class WatchLighthouse:
    """Looks at the lighthouse, keeps what it says as evidence, and wakes what waits when KSeF is back."""

    def __init__(self, units: UnitsOfWork, clock: Clock, lighthouse: Lighthouse) -> None:
        self._units, self._clock, self._lighthouse = units, clock, lighthouse

    async def __call__(self) -> None:
        """One look.

        Raises:
            Unavailable: the lighthouse itself is silent, which says nothing about KSeF; nothing is written.
        """
        report = await self._lighthouse.look()
        now = self._clock.now()
        async with self._units() as work:
            last = await work.outages.state()
            before = last.state if last else None
            await _archive(work, report.messages, now)
            if await work.outages.record(report.state, report.outages, report.raw, now):
                await self._changed(work, before, report, now)

    async def _changed(
        self, work: UnitOfWork, before: OutageKind | None, report: LighthouseReport, now: datetime
    ) -> None:
        evidence = {"before": before, "state": report.state, "raw": report.raw}
        await work.events.add(Event("lighthouse-changed", now, evidence=evidence))
        if report.state is None:
            for kind in (Submit, CheckSubmission, SendBatch, CheckBatch):
                await work.jobs.hasten(kind.__name__, now)
        for company in await work.companies.all():
            waiting = await work.invoices.count_waiting(company.id)
            if waiting:
                await self._tell_owners(work, company.id, _change(before, report.state, waiting), now)

    async def _tell_owners(self, work: UnitOfWork, company: UUID, reply: Reply, now: datetime) -> None:
        for person, membership in await work.people.members(company):
            if membership.role is Role.OWNER:
                await tell(work, person.id, company, reply, f"lighthouse:{company}:{now.isoformat()}")


async def _archive(work: UnitOfWork, messages: Sequence[str], now: datetime) -> None:
    """Keep each message as it came: the service forgets it after thirty days, a term may hang on it for years."""
    for raw in messages:
        said = json.loads(raw)
        version = said.get("version")
        digest = hashlib.sha256(raw.encode()).digest()
        known = version if isinstance(version, int) else 0
        await work.notices.add(Notice(str(said.get("id") or ""), known, raw, digest, now))


def _change(before: OutageKind | None, state: OutageKind | None, waiting: int) -> Reply:
    return Reply("lighthouse-changed", {"state": state, "before": before, "waiting": waiting})
