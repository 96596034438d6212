"""A backlog is gathered into a batch, and people hear of it once instead of ten thousand times."""

from __future__ import annotations

from uuid import UUID, uuid4

from invoicing.services.ksef_jobs import SendBatch
from invoicing.services.ksef_ports import Quota
from invoicing.services.ksef_records import Batch, BatchStatus
from invoicing.services.messages import Json, Reply
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Event, Role, StoredInvoice, WaitingGroup
from invoicing.services.replies import tell
from invoicing.services.sending.routing import FRESH, MOST_IN_A_BATCH, Route, Way, Why, route
from invoicing.services.sending.turns import Line, is_preceded, line_of

TOLD_EACH = 20
"""Up to so many invoices of a batch are told one by one, as if each had gone alone: a chat takes about twenty
messages a minute. More are told together; a card that was tapped follows its invoice in any case."""


class Batching:
    """Decides the way of an invoice, and gathers what goes together, by deadline."""

    def __init__(self, units: UnitsOfWork, clock: Clock, quota: Quota) -> None:
        self._units, self._clock, self._quota = units, clock, quota

    async def __call__(self, stored: StoredInvoice) -> Way:
        """The way of an issued invoice; when it is a batch, one has been gathered, or an unsent one takes it along."""
        left = await self._quota.left(stored.company_id)
        async with self._units.reading() as work:
            decided, _ = await self._decide(work, stored, left)
        gathers = decided.way is Way.BATCH
        while gathers:  # batch after batch, until its own turn has come: afterwards nobody stands in line
            async with self._units() as work:
                decided, line = await self._decide(work, stored, left)
                gathers = decided.way is Way.BATCH and await self._gather(work, stored, decided, line)
        return decided.way

    async def _decide(self, work: UnitOfWork, stored: StoredInvoice, left: int) -> tuple[Route, Line]:
        """Asked anew before the writing: of a crowd that decides at once, one gathers for all."""
        since, today = self._clock.now() - FRESH, self._clock.today()
        if (await work.invoices.get(stored.id)).batch_id is not None:
            return Route(Way.BATCH, Why.GATHERED), Line((), 0, today)
        line = await line_of(work, stored.company_id, since, today)
        fresh = stored.issued_at >= since
        decided = route(line.crowd, left, fresh=fresh, pressing=line.presses(stored))
        if await is_preceded(work, stored.company_id, _ahead(stored, decided, line)):
            return Route(Way.LATER, Why.OTHERS_FIRST), line
        return decided, line

    async def _gather(self, work: UnitOfWork, stored: StoredInvoice, decided: Route, line: Line) -> bool:
        """Gather one batch, of the kind whose deadline is the earliest; False when there is nothing to gather."""
        if decided.why is Why.GATHERED:
            return False
        before = self._clock.now() - FRESH if decided.spares_fresh else None
        kinds = dict.fromkeys(due.group.mode is not None for due in line.dues)
        for offline in kinds:
            groups = line.of_kind(offline=offline, without_pressing=decided.spares_pressing)
            waiting = sum(group.count for group in groups)
            if not await _takes_along(work, stored.company_id, waiting, offline=offline):
                batch = Batch(uuid4(), stored.company_id, offline, 0, self._clock.now())
                if size := await work.batches.gather(batch, groups, MOST_IN_A_BATCH, before):
                    await promise(work, batch, size, decided.why.value)
                    return True
        return False


def _ahead(stored: StoredInvoice, decided: Route, line: Line) -> list[WaitingGroup]:
    """What goes before this invoice, one by one."""
    if decided.way is Way.ONLINE:
        return [] if decided.why is Why.URGENT else line.before(stored)
    return line.pressing if decided.spares_pressing else []


async def _takes_along(work: UnitOfWork, company_id: UUID, waiting: int, *, offline: bool) -> bool:
    """Whether a batch of that kind has not gone yet and has room: it takes more along when its turn comes."""
    return any(
        batch.status is BatchStatus.GATHERED
        and batch.reference is None
        and batch.offline is offline
        and batch.size + waiting <= MOST_IN_A_BATCH
        for batch in await work.batches.unsettled(company_id)
    )


async def promise(work: UnitOfWork, batch: Batch, size: int, why: str) -> None:
    """Promise to send a batch that was written down, and tell of it."""
    await work.jobs.enqueue(SendBatch(batch.id))
    evidence: dict[str, Json] = {
        "batch": str(batch.id),
        "size": size,
        "offline": batch.offline,
        "why": why,
    }
    event = Event("batch-gathered", batch.gathered_at, None, batch.company_id, evidence=evidence)
    await work.events.add(event)
    await tell_gathered(work, batch, size, why)


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
    for person in await concerned(work, batch):
        await tell(work, person, batch.company_id, reply, cause)


async def concerned(work: UnitOfWork, batch: Batch) -> list[UUID]:
    """The company's owners, then whoever else issued what is in the batch."""
    members = await work.people.members(batch.company_id)
    owners = [person.id for person, membership in members if membership.role is Role.OWNER]
    return list(dict.fromkeys([*owners, *await work.batches.issuers(batch.id)]))


async def told_together(work: UnitOfWork, stored: StoredInvoice) -> bool:
    """Whether an invoice went in so large a batch that people hear only of the batch, and of what needs them."""
    if stored.batch_id is None:
        return False
    return (await work.batches.get(stored.batch_id)).size > TOLD_EACH
