"""What people are told while a batch cannot go: once for each cause, for all its invoices together."""

from __future__ import annotations

from uuid import UUID

from invoicing.model.errors import Refused
from invoicing.model.offline import Duty
from invoicing.services.access.token_login import refused_access
from invoicing.services.ksef_records import Batch
from invoicing.services.messages import Json, Reply
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Event
from invoicing.services.sending.among_many import tell_that_orders_wait
from invoicing.services.sending.batching import batch_tag, tell_concerned
from invoicing.services.sending.turns import ordered
from invoicing.services.sending.waiting import cause_of


async def say_batch_waits(units: UnitsOfWork, clock: Clock, batch_id: UUID, seen: str | None) -> None:
    """Tell whom it concerns that the batch waits, why, and until when the first of it must go."""
    async with units() as work:
        batch = await work.batches.get(batch_id)
        cause = await cause_of(work, clock, seen)
        data: dict[str, Json] = {"size": batch.size, "cause": cause, **await _term(work, clock, batch)}
        key = f"{batch_tag(batch_id)}:waiting:{cause}"
        marker = f"{key}:event"
        await tell_that_orders_wait(work, batch, clock, seen)
        if await work.cursors.get(marker) is None:
            evidence: dict[str, Json] = {"batch": str(batch_id), "size": batch.size, "cause": cause}
            event = Event("batch-waiting", clock.now(), None, batch.company_id, evidence=evidence)
            await work.events.add(event)
            await work.cursors.put(marker, clock.now().isoformat())
            await work.batches.waits(batch_id, clock.now())
        await tell_concerned(work, batch, Reply("batch-waiting", data), key)


async def say_batch_has_no_access(units: UnitsOfWork, clock: Clock, batch_id: UUID, refusal: Refused) -> None:
    """Tell, once a day, that the company's access to KSeF does not serve."""
    async with units() as work:
        batch = await work.batches.get(batch_id)
        why, options = await refused_access(work, batch.company_id, refusal, clock.now())
        reply = Reply("batch-access-missing", {"size": batch.size, **why}, options=options)
        key = f"{batch_tag(batch_id)}:access:{clock.today().isoformat()}"
        await tell_concerned(work, batch, reply, key)


async def _term(work: UnitOfWork, clock: Clock, batch: Batch) -> dict[str, Json]:
    dues = await ordered(work, batch.company_id, await work.batches.groups(batch.id))
    if not dues:
        return {"deadline": None, "no_duty": False, "late": False, "article": None}
    first = dues[0]
    return {
        "deadline": first.day.isoformat() if first.day else None,
        "no_duty": first.deadline.duty is Duty.NONE,
        "article": f"art. {first.deadline.article.value}",
        "late": first.is_late(clock.today()),
    }
