"""Keeping the promise to submit: ISSUED becomes SENT, whatever interrupts it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from invoicing.model.errors import Misunderstood, Refused, Unavailable
from invoicing.model.lifecycle import Status
from invoicing.services.jobs import NotYet
from invoicing.services.ksef_jobs import CheckSubmission, Submit
from invoicing.services.ksef_ports import KsefGateway, SendingReference
from invoicing.services.lifecycle import moved
from invoicing.services.messages import Json
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Event, StoredInvoice
from invoicing.services.sending.batching import Batching
from invoicing.services.sending.invoice_troubles import endure_alone
from invoicing.services.sending.routing import Way
from invoicing.services.terms.redating import is_movable, will_move

FIRST_CHECK = timedelta(seconds=0.3)
_FOR_THE_BATCH = (2.0, 10.0)
"""Seconds until we look whether the batch that waits has taken it along, or has gone without it: as many as it has
waited since its issue, at least and at most so many. Who has just tapped hears soon, and a crowd costs little."""
_FOR_THE_DATE = 0.5  # seconds until we look whether it has the date it was promised
_FOR_THE_EARLIER = 0.5  # seconds until we look whether those whose deadline is earlier have gone


class Submitting:
    """Hands the frozen bytes over to KSeF, or leaves them to a batch.

    A crash after the hand-over is harmless: the same bytes go again, KSeF answers 440 with the number of the
    first, and the gateway recognises it as ours by its SHA-256.
    """

    def __init__(self, units: UnitsOfWork, clock: Clock, gateway: KsefGateway, batching: Batching) -> None:
        self._units, self._clock = units, clock
        self._gateway, self._batching = gateway, batching

    async def __call__(self, job: Submit) -> None:
        """Submit once.

        Raises:
            Unavailable: KSeF did not take it, or the company has no access; the worker comes back.
            NotYet: a limit, a batch that will take it along, or others whose deadline is earlier.
            SetAside: KSeF refuses the call itself.
        """
        stored = await self._stored(job)
        if not _due(stored, job):
            await self._finish(job)
            return
        if await self._changes_its_date(stored):
            raise NotYet(_FOR_THE_DATE)
        way = Way.ONLINE if stored.corrects is not None else await self._batching(stored)
        if way is Way.LATER:
            raise NotYet(_FOR_THE_EARLIER)
        if way is Way.BATCH:
            await self._leave_to_batch(job)
            return
        try:
            reference = await self._gateway.submit(
                stored.company_id,
                stored.xml,
                offline=stored.offline_mode is not None,
                corrects=stored.corrects,
            )
        except (Unavailable, Misunderstood, Refused) as trouble:
            if stored.corrects is not None and _has_it_already(trouble):
                await self._plainly(job)
                return
            await endure_alone(trouble, self._units, self._clock, stored, partial(_due, job=job))
        await self._sent(job, reference)

    async def _stored(self, job: Submit) -> StoredInvoice:
        async with self._units.reading() as work:
            return await work.invoices.get(job.invoice_id)

    async def _changes_its_date(self, stored: StoredInvoice) -> bool:
        """Its day is over, and its issuer agreed that it goes with another date: that is written first."""
        if stored.invoice.issue_date >= self._clock.today():
            return False
        async with self._units.reading() as work:
            return await is_movable(work, stored) and await will_move(work, stored)

    async def _leave_to_batch(self, job: Submit) -> None:
        """Its promise was crossed out when a batch took it; else it waits for the next."""
        stored = await self._stored(job)
        if _due(stored, job):
            least, most = _FOR_THE_BATCH
            waited = (self._clock.now() - stored.issued_at).total_seconds()
            raise NotYet(min(most, max(least, waited)))

    async def _sent(self, job: Submit, reference: SendingReference) -> None:
        now = self._clock.now()
        async with self._units() as work:
            stored = await work.invoices.get(job.invoice_id)
            if _due(stored, job):
                await work.invoices.save(
                    replace(
                        moved(stored, Status.SENT),
                        session_reference=reference.session,
                        invoice_reference=reference.invoice,
                    )
                )
                await work.events.add(_submitted(stored, reference, now))
                await work.jobs.enqueue(CheckSubmission(stored.id, job.attempt), due=now + FIRST_CHECK)
            await work.jobs.finish(job.key)

    async def _plainly(self, job: Submit) -> None:
        """Without the words that make it a technical correction: KSeF will answer 440 and name what it has."""
        async with self._units() as work:
            stored = await work.invoices.get(job.invoice_id)
            if _due(stored, job):
                again = replace(stored, corrects=None, attempt=stored.attempt + 1)
                await work.invoices.save(again)
                await work.jobs.enqueue(Submit(again.id, again.attempt))
            await work.jobs.finish(job.key)

    async def _finish(self, job: Submit) -> None:
        async with self._units() as work:
            await work.jobs.finish(job.key)


def _due(stored: StoredInvoice, job: Submit) -> bool:
    """False for a late repeat, somebody has handed this attempt over already; and for what goes in a batch."""
    return stored.status is Status.ISSUED and stored.attempt == job.attempt and stored.batch_id is None


_CORRECTED_ALREADY, _WAS_ACCEPTED = "21166", "21167"


def _has_it_already(trouble: Exception) -> bool:
    """The correction, or the original itself, was taken before, and the answer did not reach us."""
    codes = trouble.details.get("codes", "") if isinstance(trouble, Misunderstood) else ""
    return not {_CORRECTED_ALREADY, _WAS_ACCEPTED}.isdisjoint(codes.replace(",", " ").split())


def _submitted(stored: StoredInvoice, reference: SendingReference, at: datetime) -> Event:
    evidence: dict[str, Json] = {
        "attempt": stored.attempt,
        "session": reference.session,
        "invoice": reference.invoice,
        "sha256": stored.sha256.hex(),
    }
    return Event("submitted", at, None, stored.company_id, stored.id, evidence)


async def submitted_at(work: UnitOfWork, stored: StoredInvoice) -> datetime:
    """When KSeF took the latest sending over."""
    times = [event.at for event in await work.events.of_invoice(stored.id) if event.what == "submitted"]
    return times[-1] if times else stored.issued_at
