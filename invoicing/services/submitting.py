"""Keeping the promise to submit: ISSUED becomes SENT, whatever interrupts it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from invoicing.model.errors import Misunderstood, Refused, Unavailable
from invoicing.model.lifecycle import Status
from invoicing.services.jobs import CheckSubmission, Submit
from invoicing.services.ksef_ports import KsefGateway, SendingReference
from invoicing.services.lifecycle import moved
from invoicing.services.messages import Json, Reply
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Event, StoredInvoice
from invoicing.services.replies import summary, tell
from invoicing.services.waiting import say_that_it_waits

FIRST_CHECK = timedelta(seconds=0.3)
ACCESS_CHECK = 300.0  # seconds until we try again with an access that KSeF refused


class Submitting:
    """Hands the frozen bytes over to KSeF.

    A crash after the hand-over is harmless: the same bytes go again, KSeF answers 440 with the number of the
    first, and the gateway recognises it as ours by its SHA-256.
    """

    def __init__(self, units: UnitsOfWork, clock: Clock, gateway: KsefGateway) -> None:
        self._units, self._clock, self._gateway = units, clock, gateway

    async def __call__(self, job: Submit) -> None:
        """Submit once.

        Raises:
            Unavailable: KSeF did not take it, or the company has no access; the worker comes back.
        """
        async with self._units.reading() as work:
            stored = await work.invoices.get(job.invoice_id)
        if not _due(stored, job):
            await self._finish(job)
            return
        try:
            reference = await self._gateway.submit(
                stored.company_id, stored.xml, offline=stored.offline_mode is not None
            )
        except (Unavailable, Misunderstood) as error:
            await self._wait(job)
            retry_after = error.retry_after if isinstance(error, Unavailable) else None
            raise Unavailable(error.reason, retry_after=retry_after) from error
        except Refused as refusal:
            await self._no_access(stored, refusal)
            raise Unavailable("access-missing", retry_after=ACCESS_CHECK) from refusal
        await self._sent(job, reference)

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

    async def _wait(self, job: Submit) -> None:
        async with self._units() as work:
            stored = await work.invoices.get(job.invoice_id)
            if _due(stored, job):
                await say_that_it_waits(work, stored, self._clock)

    async def _no_access(self, stored: StoredInvoice, refusal: Refused) -> None:
        today = self._clock.today().isoformat()
        reply = Reply("access-missing", summary(stored) | {"reason": refusal.reason})
        async with self._units() as work:
            await tell(work, stored.issued_by, stored.company_id, reply, f"access:{stored.id}:{today}")

    async def _finish(self, job: Submit) -> None:
        async with self._units() as work:
            await work.jobs.finish(job.key)


def _due(stored: StoredInvoice, job: Submit) -> bool:
    """False for a late repeat: somebody has handed this attempt over already."""
    return stored.status is Status.ISSUED and stored.attempt == job.attempt


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
