"""What became of a batch: every invoice of it gets its verdict, some hundred in a transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

from invoicing.model.errors import Misunderstood, Refused, Unavailable
from invoicing.services.jobs import NotYet
from invoicing.services.ksef_jobs import CheckBatch, SendBatch, Submit
from invoicing.services.ksef_ports import (
    Accepted,
    BatchPhase,
    KsefBatches,
    Pending,
    SendAgain,
    SubmissionOutcome,
)
from invoicing.services.ksef_records import Batch, BatchStatus
from invoicing.services.messages import Json
from invoicing.services.pages import closing
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Event
from invoicing.services.sending.among_many import tell_settled
from invoicing.services.sending.batch_troubles import say_batch_has_no_access, say_batch_waits
from invoicing.services.sending.batching import TOLD_EACH
from invoicing.services.sending.troubles import endure
from invoicing.services.sending.verdicts import Verdicts

AT_ONCE = 200
"""Verdicts in one transaction: others who write wait for a fraction of a second at most."""
_SOONEST, _LATEST = 1.0, 60.0  # seconds between two questions

Verdict = tuple[bytes, SubmissionOutcome]


class BatchChecking:
    """Asks where the session stands; when it is done, writes the verdicts down. A repeat skips what is settled."""

    def __init__(self, units: UnitsOfWork, clock: Clock, ksef: KsefBatches, verdicts: Verdicts) -> None:
        self._units, self._clock = units, clock
        self._ksef, self._verdicts = ksef, verdicts

    async def __call__(self, job: CheckBatch) -> None:
        """Ask once.

        Raises:
            NotYet: KSeF is still at work.
            Unavailable: ask again later.
            SetAside: KSeF refuses the question itself.
        """
        async with self._units() as work:
            batch = await work.batches.get(job.batch_id)
            if not _due(batch, job):
                await work.jobs.finish(job.key)
                return
        try:
            await self._look(job, batch)
        except NotYet:
            raise
        except (Unavailable, Misunderstood, Refused) as trouble:
            waits = partial(say_batch_waits, self._units, self._clock, batch.id)
            await endure(trouble, waits, partial(say_batch_has_no_access, self._units, self._clock, batch.id))

    async def _look(self, job: CheckBatch, batch: Batch) -> None:
        state = await self._ksef.state(batch.company_id, batch.reference or "")
        if state.phase is BatchPhase.DEAD:
            await self._died(job)
        elif state.phase is not BatchPhase.READY or await self._read(batch):
            waited = (self._clock.now() - (batch.sent_at or batch.gathered_at)).total_seconds()
            raise NotYet(min(_LATEST, max(_SOONEST, waited / 3)))
        else:
            await self._settle(job)

    async def _read(self, batch: Batch) -> bool:
        """Write every verdict down; whether some are still to come."""
        pending = False
        async for page in closing(self._ksef.verdicts(batch.company_id, batch.reference or "")):
            for some in _chunks(page.verdicts):
                pending |= await self._write(batch.id, some)
        return pending

    async def _write(self, batch_id: UUID, verdicts: Sequence[Verdict]) -> bool:
        pending, accepted, rejected = False, 0, 0
        receipts = _Receipts()
        async with self._units() as work:
            batch = await work.batches.get(batch_id)
            quiet = batch.size > TOLD_EACH
            members = await work.batches.members(batch_id, [digest for digest, _ in verdicts])
            for digest, outcome in verdicts:
                if isinstance(outcome, Pending):
                    pending = True
                elif (invoice := members.pop(digest, None)) is not None:
                    receipt = await receipts.keep(work, outcome)
                    stored = await work.invoices.get(invoice)
                    await self._verdicts(work, stored, outcome, receipt=receipt, quiet=quiet)
                    accepted += isinstance(outcome, Accepted)
                    rejected += not isinstance(outcome, Accepted | SendAgain)
            told = replace(batch, accepted=batch.accepted + accepted, rejected=batch.rejected + rejected)
            await work.batches.save(told)
        return pending

    async def _died(self, job: CheckBatch) -> None:
        """None of it was taken: the sender looks at what the session died of, and sends anew."""
        async with self._units() as work:
            batch = await work.batches.get(job.batch_id)
            if _due(batch, job):
                again = replace(batch, status=BatchStatus.GATHERED, attempt=batch.attempt + 1, sent_at=None)
                await work.batches.save(again)
                await work.batches.mark(again)
                await work.jobs.enqueue(SendBatch(batch.id, again.attempt))
            await work.jobs.finish(job.key)

    async def _settle(self, job: CheckBatch) -> None:
        """All is said; what KSeF did not mention goes again, each on its own."""
        now = self._clock.now()
        async with self._units() as work:
            batch = await work.batches.get(job.batch_id)
            if _due(batch, job):
                for invoice, attempt in await work.batches.release(batch.id):
                    await work.jobs.enqueue(Submit(invoice, attempt))
                settled = replace(batch, status=BatchStatus.SETTLED, settled_at=now)
                await work.batches.save(settled)
                await work.events.add(_settled(settled))
                await tell_settled(work, settled)
            await work.jobs.finish(job.key)


class _Receipts:
    """Keeps the receipt of a page once, though every acceptance of the page bears it."""

    def __init__(self) -> None:
        self._last, self._digest = b"", b""

    async def keep(self, work: UnitOfWork, outcome: SubmissionOutcome) -> bytes | None:
        """The digest under which its receipt is in the books; None when it has none."""
        if not isinstance(outcome, Accepted) or not outcome.upo:
            return None
        if outcome.upo is not self._last:
            self._last, self._digest = outcome.upo, await work.receipts.keep(outcome.upo)
        return self._digest


def _settled(batch: Batch) -> Event:
    evidence: dict[str, Json] = {
        "batch": str(batch.id),
        "session": batch.reference,
        "size": batch.size,
        "accepted": batch.accepted,
        "rejected": batch.rejected,
    }
    at = batch.settled_at or batch.gathered_at
    return Event("batch-settled", at, None, batch.company_id, evidence=evidence)


def _due(batch: Batch, job: CheckBatch) -> bool:
    return batch.status is BatchStatus.SENT and batch.attempt == job.attempt


def _chunks(verdicts: Sequence[Verdict]) -> Iterator[Sequence[Verdict]]:
    return (verdicts[start : start + AT_ONCE] for start in range(0, len(verdicts), AT_ONCE))
