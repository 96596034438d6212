"""What became of a sending: SENT becomes ACCEPTED or REJECTED, or goes out again."""

from __future__ import annotations

from functools import partial

from invoicing.model.errors import Misunderstood, Refused, Unavailable
from invoicing.model.lifecycle import Status
from invoicing.services.jobs import NotYet
from invoicing.services.ksef_jobs import CheckSubmission
from invoicing.services.ksef_ports import KsefGateway, Pending, SendingReference, SubmissionOutcome
from invoicing.services.ports import Clock, UnitsOfWork
from invoicing.services.records import StoredInvoice
from invoicing.services.sending.invoice_troubles import endure_alone
from invoicing.services.sending.submitting import submitted_at
from invoicing.services.sending.verdicts import Verdicts

_SOONEST, _LATEST = 0.3, 30.0  # seconds between two questions


class Checking:
    """Asks until the answer is final; the later the answer, the rarer the question."""

    def __init__(self, units: UnitsOfWork, clock: Clock, gateway: KsefGateway, verdicts: Verdicts) -> None:
        self._units, self._clock = units, clock
        self._gateway, self._verdicts = gateway, verdicts

    async def __call__(self, job: CheckSubmission) -> None:
        """Ask once.

        Raises:
            NotYet: KSeF is still at work.
            Unavailable: ask again later.
            SetAside: KSeF refuses the question itself.
        """
        async with self._units.reading() as work:
            stored = await work.invoices.get(job.invoice_id)
            since = await submitted_at(work, stored)
        if not _due(stored, job):
            await self._settle(job, None)
            return
        outcome = await self._ask(job, stored)
        if isinstance(outcome, Pending):
            waited = (self._clock.now() - since).total_seconds()
            raise NotYet(min(_LATEST, max(_SOONEST, waited / 2)))
        await self._settle(job, outcome)

    async def _ask(self, job: CheckSubmission, stored: StoredInvoice) -> SubmissionOutcome:
        reference = SendingReference(stored.session_reference or "", stored.invoice_reference or "")
        try:
            return await self._gateway.outcome(stored.company_id, reference, stored.sha256)
        except (Unavailable, Misunderstood, Refused) as trouble:
            await endure_alone(trouble, self._units, self._clock, stored, partial(_due, job=job))

    async def _settle(self, job: CheckSubmission, outcome: SubmissionOutcome | None) -> None:
        async with self._units() as work:
            stored = await work.invoices.get(job.invoice_id)
            if outcome is not None and _due(stored, job):
                await self._verdicts(work, stored, outcome)
            await work.jobs.finish(job.key)


def _due(stored: StoredInvoice, job: CheckSubmission) -> bool:
    return stored.status is Status.SENT and stored.attempt == job.attempt
