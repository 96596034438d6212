"""What people are told while a batch cannot go: once for each cause, for all its invoices together."""

from __future__ import annotations

from uuid import UUID

from invoicing.model.errors import Refused
from invoicing.services.batching import batch_tag, tell_concerned
from invoicing.services.due import terms_of_each
from invoicing.services.messages import Json, Reply
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Event
from invoicing.services.waiting import cause_of, is_late, term_data


async def say_batch_waits(units: UnitsOfWork, clock: Clock, batch_id: UUID, seen: str | None) -> None:
    """Tell whom it concerns that the batch waits, why, and until when its oldest invoice must go."""
    async with units() as work:
        batch = await work.batches.get(batch_id)
        cause = await cause_of(work, clock, seen)
        data: dict[str, Json] = {"size": batch.size, "cause": cause, **await _term(work, clock, batch_id)}
        key = f"{batch_tag(batch_id)}:waiting:{cause}"
        marker = f"{key}:event"
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
        reply = Reply("batch-access-missing", {"size": batch.size, "reason": refusal.reason})
        key = f"{batch_tag(batch_id)}:access:{clock.today().isoformat()}"
        await tell_concerned(work, batch, reply, key)


async def _term(work: UnitOfWork, clock: Clock, batch_id: UUID) -> dict[str, Json]:
    eldest = await work.batches.eldest(batch_id)
    if eldest is None:
        return {"deadline": None, "no_duty": False, "late": False, "article": None}
    stored = await work.invoices.get(eldest)
    terms = (await terms_of_each(work, [stored.company_id]))[stored.company_id]
    term = term_data(stored, terms)
    return {name: term[name] for name in ("deadline", "no_duty", "article")} | {
        "late": is_late(stored, terms, clock.today())
    }
