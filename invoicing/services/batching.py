"""A backlog is gathered into a batch, and people hear of it once instead of ten thousand times."""

from __future__ import annotations

from uuid import UUID, uuid4

from invoicing.services.jobs import SendBatch
from invoicing.services.ksef_ports import Quota
from invoicing.services.ksef_records import Batch, BatchStatus
from invoicing.services.messages import Json, Reply
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Event, Role, StoredInvoice
from invoicing.services.replies import tell
from invoicing.services.routing import FRESH, MOST_IN_A_BATCH, Crowd, Route, Way, Why, route

TOLD_EACH = 20
"""Up to so many invoices of a batch are told one by one, as if each had gone alone: a chat takes about twenty
messages a minute. More are told together; a card that was tapped follows its invoice in any case."""


class Batching:
    """Decides the way of an invoice and gathers what goes together."""

    def __init__(self, units: UnitsOfWork, clock: Clock, quota: Quota) -> None:
        self._units, self._clock, self._quota = units, clock, quota

    async def __call__(self, stored: StoredInvoice) -> Way:
        """The way of an issued invoice; when it is a batch, one has been gathered, or an unsent one takes it along."""
        left = await self._quota.left(stored.company_id)
        async with self._units.reading() as work:
            decided = await self._decide(work, stored, left)
        if decided.way is Way.ONLINE:
            return Way.ONLINE
        async with self._units() as work:
            decided = await self._decide(work, stored, left)
            if decided.way is Way.BATCH and decided.why is not Why.GATHERED:
                await self._gather(work, stored, decided)
        return decided.way

    async def _decide(self, work: UnitOfWork, stored: StoredInvoice, left: int) -> Route:
        """Asked anew before the writing: of a crowd that decides at once, one gathers for all."""
        if (await work.invoices.get(stored.id)).batch_id is not None:
            return Route(Way.BATCH, Why.GATHERED)
        since = self._clock.now() - FRESH
        waiting, fresh = await work.batches.crowd(stored.company_id, since)
        return route(Crowd(waiting, fresh), left, fresh=stored.issued_at >= since)

    async def _gather(self, work: UnitOfWork, stored: StoredInvoice, decided: Route) -> None:
        now, offline = self._clock.now(), stored.offline_mode is not None
        if await _unsent(work, stored.company_id, offline=offline):
            return
        batch = Batch(uuid4(), stored.company_id, offline, 0, now)
        before = now - FRESH if decided.spares_fresh else None
        size = await work.batches.gather(batch, MOST_IN_A_BATCH, before)
        if not size:
            return
        await work.jobs.enqueue(SendBatch(batch.id))
        evidence: dict[str, Json] = {
            "batch": str(batch.id),
            "size": size,
            "offline": offline,
            "why": decided.why.value,
        }
        await work.events.add(Event("batch-gathered", now, None, batch.company_id, evidence=evidence))
        await tell_gathered(work, batch, size, decided.why.value)


async def _unsent(work: UnitOfWork, company_id: UUID, *, offline: bool) -> bool:
    """Whether a batch of that mode has not gone yet: it takes more along when its turn comes."""
    return any(
        batch.status is BatchStatus.GATHERED and batch.reference is None and batch.offline is offline
        for batch in await work.batches.unsettled(company_id)
    )


def batch_tag(batch_id: UUID) -> str:
    """The message about a batch on its way, which follows its fate."""
    return f"batch:{batch_id}"


async def tell_gathered(work: UnitOfWork, batch: Batch, size: int, why: str) -> None:
    """So many invoices go in one batch, and why."""
    tag = batch_tag(batch.id)
    reply = Reply("batch-gathered", {"size": size, "why": why, "sent": False}, tag=tag, replaces=tag)
    await tell_concerned(work, batch, reply, f"{tag}:gathered")


async def tell_concerned(work: UnitOfWork, batch: Batch, reply: Reply, cause: str) -> None:
    """Tell the company's owners and whoever issued what is in the batch, each once."""
    owners = [
        person.id
        for person, membership in await work.people.members(batch.company_id)
        if membership.role is Role.OWNER
    ]
    for person in dict.fromkeys([*owners, *await work.batches.issuers(batch.id)]):
        await tell(work, person, batch.company_id, reply, cause)


async def told_together(work: UnitOfWork, stored: StoredInvoice) -> bool:
    """Whether an invoice went in so large a batch that people hear only of the batch, and of what needs them."""
    if stored.batch_id is None:
        return False
    return (await work.batches.get(stored.batch_id)).size > TOLD_EACH
