"""What became of a sending: SENT becomes ACCEPTED or REJECTED, or goes out again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from invoicing.model.errors import Misunderstood, Refused, Unavailable
from invoicing.model.lifecycle import Status
from invoicing.services.accepting import Accepting
from invoicing.services.jobs import CheckSubmission, NotYet, Submit
from invoicing.services.ksef_ports import (
    Accepted,
    KsefGateway,
    NumberTaken,
    Pending,
    Refusal,
    SendAgain,
    SendingReference,
    SubmissionOutcome,
)
from invoicing.services.lifecycle import moved
from invoicing.services.messages import Json, Reply
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Event, StoredInvoice
from invoicing.services.replies import after_tap, card_tag, rejected, summary, tell
from invoicing.services.submitting import submitted_at
from invoicing.services.waiting import say_that_it_waits

_SOONEST, _LATEST = 0.3, 30.0  # seconds between two questions
_AGAIN_STEP, _AGAIN_MOST = timedelta(seconds=2), timedelta(minutes=10)


class Checking:
    """Asks until the answer is final; the later the answer, the rarer the question.

    An online invoice that KSeF rejects was never issued: its number may be used again (handbook, 1.6.7); until
    that is offered, the person reads why it was rejected and writes a new draft.
    """

    def __init__(self, units: UnitsOfWork, clock: Clock, gateway: KsefGateway, accepting: Accepting) -> None:
        self._units, self._clock = units, clock
        self._gateway, self._accepting = gateway, accepting

    async def __call__(self, job: CheckSubmission) -> None:
        """Ask once.

        Raises:
            NotYet: KSeF is still at work.
            Unavailable: ask again later.
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
        except (Unavailable, Misunderstood, Refused) as error:
            await self._wait(job)
            retry_after = error.retry_after if isinstance(error, Unavailable) else None
            raise Unavailable(error.reason, retry_after=retry_after) from error

    async def _wait(self, job: CheckSubmission) -> None:
        async with self._units() as work:
            stored = await work.invoices.get(job.invoice_id)
            if _due(stored, job):
                await say_that_it_waits(work, stored, self._clock)

    async def _settle(self, job: CheckSubmission, outcome: SubmissionOutcome | None) -> None:
        async with self._units() as work:
            stored = await work.invoices.get(job.invoice_id)
            if outcome is not None and _due(stored, job):
                await self._apply(work, stored, outcome)
            await work.jobs.finish(job.key)

    async def _apply(self, work: UnitOfWork, stored: StoredInvoice, outcome: SubmissionOutcome) -> None:
        now = self._clock.now()
        if isinstance(outcome, Accepted):
            await self._accepting(work, stored, outcome)
        elif isinstance(outcome, Refusal):
            verdict = (str(outcome.status), outcome.description, *outcome.details)
            await _reject(work, replace(moved(stored, Status.REJECTED), rejection=verdict), None, now)
        elif isinstance(outcome, NumberTaken):
            verdict = ("440", "number-taken", str(outcome.original))
            reply = Reply("number-taken", summary(stored) | {"original": str(outcome.original)})
            await _reject(work, replace(moved(stored, Status.REJECTED), rejection=verdict), reply, now)
        elif isinstance(outcome, SendAgain):
            await _send_again(work, stored, outcome, now)


async def _reject(work: UnitOfWork, stored: StoredInvoice, reply: Reply | None, now: datetime) -> None:
    await work.invoices.save(stored)
    evidence: dict[str, Json] = {"verdict": [*stored.rejection], "sha256": stored.sha256.hex()}
    await work.events.add(Event("rejected", now, None, stored.company_id, stored.id, evidence))
    await tell(work, stored.issued_by, stored.company_id, reply or rejected(stored), f"rejected:{stored.id}")
    await tell(work, stored.issued_by, stored.company_id, after_tap(stored), f"end:{card_tag(stored.id)}")


async def _send_again(work: UnitOfWork, stored: StoredInvoice, outcome: SendAgain, now: datetime) -> None:
    attempt = stored.attempt + 1
    await work.invoices.save(replace(moved(stored, Status.ISSUED), attempt=attempt))
    evidence = {"status": outcome.status, "attempt": attempt}
    await work.events.add(Event("sending-died", now, None, stored.company_id, stored.id, evidence))
    pause = min(_AGAIN_MOST, _AGAIN_STEP * stored.attempt**2)
    await work.jobs.enqueue(Submit(stored.id, attempt), due=now + pause)


def _due(stored: StoredInvoice, job: CheckSubmission) -> bool:
    return stored.status is Status.SENT and stored.attempt == job.attempt
