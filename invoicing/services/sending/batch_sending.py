"""Keeping the promise to send a batch: one session, and after any crash the question where that session stands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from uuid import uuid4

from invoicing.model.errors import LeaseLost, Misunderstood, Refused, Unavailable
from invoicing.services.jobs import NotYet
from invoicing.services.ksef_jobs import CheckBatch, SendBatch
from invoicing.services.ksef_ports import BatchPhase, BatchState, KsefBatches, Quota
from invoicing.services.ksef_records import Batch, BatchStatus
from invoicing.services.messages import Json, Reply
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Event, WaitingGroup
from invoicing.services.sending.batch_troubles import say_batch_has_no_access, say_batch_waits
from invoicing.services.sending.batching import batch_tag, promise, tell_concerned
from invoicing.services.sending.routing import FEW, FRESH, MOST_IN_A_BATCH, Why, taps_go_online
from invoicing.services.sending.troubles import SetAside, endure
from invoicing.services.sending.turns import has_turn, is_preceded, line_of, ordered, presses

PAGE = 100
"""Documents read from the books at once: memory stays flat."""
FIRST_CHECK = timedelta(seconds=1)
_FOR_THE_EARLIER = 2.0  # seconds until we look whether what is due earlier has gone
DEATHS = 3
"""So many sessions of a batch may die one after another before a human must look."""


class BatchSending:
    """Sends a batch in one session.

    The session's reference is in the books before its first part goes. A process that dies earlier has left KSeF
    nothing; one that dies later asks what became of the session: at work or done, it goes on with the verdicts;
    open or dead, the same documents go in a new one. What KSeF took twice after all ends in 440s that are ours.
    """

    def __init__(self, units: UnitsOfWork, clock: Clock, ksef: KsefBatches, quota: Quota) -> None:
        self._units, self._clock, self._ksef, self._quota = units, clock, ksef, quota

    async def __call__(self, job: SendBatch) -> None:
        """Send once.

        Raises:
            Unavailable: KSeF did not take it, or we cannot know; the worker comes back.
            NotYet: a limit.
            SetAside: KSeF refuses the call itself, or its sessions die again and again.
        """
        async with self._units.reading() as look:
            company = (await look.batches.get(job.batch_id)).company_id
        left = await self._quota.left(company)
        async with self._units() as work:
            batch = await self._ready(work, job, left)
            if batch is None:
                await work.jobs.finish(job.key)
                return
        try:
            if batch.reference is None or not await self._was_taken(job, batch):
                documents = self._documents(batch)
                opened = partial(self._opened, job)
                await self._ksef.send(batch.company_id, documents, offline=batch.offline, opened=opened)
        except (Unavailable, Misunderstood, Refused) as trouble:
            waits = partial(say_batch_waits, self._units, self._clock, batch.id)
            await endure(trouble, waits, partial(say_batch_has_no_access, self._units, self._clock, batch.id))
        await self._sent(job)

    async def _ready(self, work: UnitOfWork, job: SendBatch, left: int) -> Batch | None:
        """The batch, as it goes now; None for a late repeat, and when nothing is left of it.

        Raises:
            NotYet: what is due earlier goes first.
        """
        batch = await work.batches.get(job.batch_id)
        if not _due(batch, job):
            return None
        if batch.reference is None:
            batch = await self._arranged(work, batch, left)
        if not await work.batches.groups(batch.id):
            settled = replace(batch, status=BatchStatus.SETTLED, settled_at=self._clock.now())
            await work.batches.save(settled)
            return None
        return batch

    async def _arranged(self, work: UnitOfWork, batch: Batch, left: int) -> Batch:
        """Let the earlier go first, take along what has come to wait besides, leave what has time to a batch of its own.

        Raises:
            NotYet: single invoices that must go today, or another batch.
        """
        now, today = self._clock.now(), self._clock.today()
        line = await line_of(work, batch.company_id, now - FRESH, today)
        alone = 0 < line.crowd.pressing <= FEW
        pressing = line.pressing if alone else []
        if await is_preceded(work, batch.company_id, pressing) or not await has_turn(work, batch):
            raise NotYet(_FOR_THE_EARLIER)
        more = line.of_kind(offline=batch.offline)
        before = now - FRESH if taps_go_online(line.crowd, left) else None  # else they wait for this batch
        if await work.batches.top_up(batch, more, MOST_IN_A_BATCH, before):
            batch = await work.batches.get(batch.id)
        rest = await _with_time(work, batch, today)
        if sum(group.count for group in rest) <= FEW:
            return batch
        other = Batch(uuid4(), batch.company_id, batch.offline, 0, now)
        await promise(work, other, await work.batches.part(batch, other, rest), Why.BACKLOG.value)
        return await work.batches.get(batch.id)

    async def _was_taken(self, job: SendBatch, batch: Batch) -> bool:
        """Whether KSeF is at work on the session that was opened before; if not, its reference is forgotten.

        Raises:
            SetAside: it died, and so did others before it.
        """
        state = await self._ksef.state(batch.company_id, batch.reference or "")
        if state.phase in {BatchPhase.WORKING, BatchPhase.READY}:
            return True
        async with self._units() as work:
            now_stored = await work.batches.get(batch.id)
            if not _due(now_stored, job) or now_stored.reference != batch.reference:
                raise LeaseLost(job=job.key)
            await work.batches.save(replace(now_stored, reference=None))
            await work.events.add(_ended(batch, state, self._clock.now()))
        if state.phase is BatchPhase.DEAD and batch.attempt > 1 and (batch.attempt - 1) % DEATHS == 0:
            raise SetAside("ksef-batch-dead", status=str(state.status), text=_said(state))
        return False

    async def _documents(self, batch: Batch) -> AsyncIterator[bytes]:
        """Page by page, by deadline, then in the order of issue."""
        async with self._units.reading() as work:
            dues = await ordered(work, batch.company_id, await work.batches.groups(batch.id))
        for due in dues:
            place = -1
            while True:
                async with self._units.reading() as work:
                    page = await work.batches.documents(batch.id, due.group, place, PAGE)
                for at, _, xml in page:
                    place = at
                    yield xml
                if len(page) < PAGE:
                    break

    async def _opened(self, job: SendBatch, reference: str) -> None:
        async with self._units() as work:
            batch = await work.batches.get(job.batch_id)
            if not _due(batch, job) or batch.reference is not None:
                raise LeaseLost(job=job.key)
            opened = replace(batch, reference=reference)
            await work.batches.save(opened)
            await work.events.add(_event("batch-opened", opened, self._clock.now()))

    async def _sent(self, job: SendBatch) -> None:
        now = self._clock.now()
        async with self._units() as work:
            batch = await work.batches.get(job.batch_id)
            if _due(batch, job):
                sent = replace(batch, status=BatchStatus.SENT, sent_at=now)
                await work.batches.save(sent)
                await work.batches.mark(sent)
                await work.events.add(_event("batch-submitted", sent, now))
                await work.jobs.enqueue(CheckBatch(batch.id, batch.attempt), due=now + FIRST_CHECK)
                await _tell_sent(work, sent)
            await work.jobs.finish(job.key)


async def _with_time(work: UnitOfWork, batch: Batch, today: date) -> list[WaitingGroup]:
    """What need not go today, of a batch that holds what must."""
    dues = await ordered(work, batch.company_id, await work.batches.groups(batch.id))
    rest = [due.group for due in dues if not presses(due, today)]
    return rest if len(rest) < len(dues) else []


async def _tell_sent(work: UnitOfWork, batch: Batch) -> None:
    tag = batch_tag(batch.id)
    data: dict[str, Json] = {"size": batch.size, "why": None, "sent": True}
    reply = Reply("batch-gathered", data, tag=tag, replaces=tag)
    await tell_concerned(work, batch, reply, f"{tag}:sent:{batch.attempt}")


def _due(batch: Batch, job: SendBatch) -> bool:
    return batch.status is BatchStatus.GATHERED and batch.attempt == job.attempt


def _said(state: BatchState) -> str:
    return "; ".join([state.description, *state.details])[:300]


def _ended(batch: Batch, state: BatchState, at: datetime) -> Event:
    """A session that took nothing: left open by a process that died, or dead."""
    what: dict[str, Json] = {"phase": state.phase.value, "status": state.status, "said": _said(state)}
    event = _event("batch-session-ended", batch, at)
    return replace(event, evidence={**event.evidence, **what})


def _event(what: str, batch: Batch, at: datetime) -> Event:
    evidence: dict[str, Json] = {
        "batch": str(batch.id),
        "session": batch.reference,
        "size": batch.size,
        "attempt": batch.attempt,
    }
    return Event(what, at, None, batch.company_id, evidence=evidence)
