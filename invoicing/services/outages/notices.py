"""What the Ministry's lighthouse announces: looked at, written down, told, and what follows for an invoice."""

from __future__ import annotations

import hashlib
import json
import logging
from datetime import datetime

from invoicing.model.errors import Unavailable
from invoicing.model.offline import OutageKind
from invoicing.model.verdict import FRESH, Beacon, age
from invoicing.services.ksef_jobs import CheckBatch, CheckSubmission, SendBatch, Submit
from invoicing.services.ksef_records import Notice
from invoicing.services.outages.books import LighthouseReport
from invoicing.services.outages.probing import Probing
from invoicing.services.ports import Clock, Lighthouse, Prober, UnitOfWork, UnitsOfWork
from invoicing.services.records import Event

log = logging.getLogger(__name__)

_MOST = 2**31  # what a column of the books holds


async def announced(work: UnitOfWork, now: datetime) -> OutageKind | None:
    """The outage the lighthouse speaks of now; None for none, and when it has not been seen for a quarter of an hour.

    A word of hours ago is `last_word`: it forbids nothing any more, and an unended failure it still allows.
    """
    state = await work.outages.state()
    return state.state if state and age(state.fetched_at, now) <= FRESH else None


async def last_word(work: UnitOfWork, now: datetime) -> tuple[OutageKind | None, datetime | None]:
    """What the lighthouse said when it was last read, and when, if that is too long ago to be its word of now."""
    state = await work.outages.state()
    if state is None or age(state.fetched_at, now) <= FRESH:
        return None, None
    return state.state, state.fetched_at


class WatchLighthouse:
    """Looks at the lighthouse and at KSeF, keeps what it sees as evidence, and wakes what waits when KSeF is back.

    Args:
        prober: asks KSeF itself; without one the lighthouse alone decides.
    """

    def __init__(
        self, units: UnitsOfWork, clock: Clock, lighthouse: Lighthouse, prober: Prober | None = None
    ) -> None:
        self._units, self._clock, self._lighthouse = units, clock, lighthouse
        self._probing = Probing(prober)

    async def __call__(self) -> None:
        """One look.

        Raises:
            Unavailable: the lighthouse itself is silent, which says nothing about KSeF; what the probes saw is kept.
        """
        try:
            report = await self._lighthouse.look()
        except Unavailable:
            await self._look(None)
            raise
        await self._look(report)

    async def _look(self, report: LighthouseReport | None) -> None:
        now = self._clock.now()
        probe = await self._probing.look(report.beacon if report else Beacon.SILENT, now)
        async with self._units() as work:
            if report is not None:
                await self._record(work, report, now)
            change = await self._probing.judge(work, probe)
            if change is not None and change.verdict.ksef_works and not change.before.ksef_works:
                await _wake(work, now)

    async def _record(self, work: UnitOfWork, report: LighthouseReport, now: datetime) -> None:
        last = await work.outages.state()
        before = last.state if last else None
        await _archive(work, report, now)
        if await work.outages.record(report, now):
            await self._changed(work, before, report, now)

    async def _changed(
        self, work: UnitOfWork, before: OutageKind | None, report: LighthouseReport, now: datetime
    ) -> None:
        evidence = {"before": before, "state": report.state, "raw": report.raw}
        await work.events.add(Event("lighthouse-changed", now, evidence=evidence))
        if report.state is None:
            await _wake(work, now)


async def _wake(work: UnitOfWork, now: datetime) -> None:
    for kind in (Submit, CheckSubmission, SendBatch, CheckBatch):
        await work.jobs.hasten(kind.__name__, now)


async def _archive(work: UnitOfWork, report: LighthouseReport, now: datetime) -> None:
    """Keep each message as it came: the service forgets it after thirty days, a term may hang on it for years."""
    for raw in report.messages:
        said = json.loads(raw)
        version = said.get("version")
        digest = hashlib.sha256(raw.encode()).digest()
        known = version if isinstance(version, int) and abs(version) < _MOST else 0
        if (
            await work.notices.add(Notice(str(said.get("id") or ""), known, raw, digest, now))
            and report.strange
        ):
            log.warning(
                "a message is kept with values nobody has told us of", extra={"values": report.strange}
            )
