"""Whose turn it is: what waits for KSeF goes home by deadline, single invoices and batches alike.

The order is derived whenever it is asked for, from groups of one term, so that it costs the same for a hundred
thousand invoices as for ten, and a notice that moves a date moves the order too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from invoicing.services.ksef_jobs import SendBatch
from invoicing.services.ksef_records import Batch, BatchStatus
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import StoredInvoice, WaitingGroup
from invoicing.services.sending.routing import FEW, Crowd
from invoicing.services.terms.due import Due, by_urgency, terms_of_each, urgency

Rank = tuple[bool, date]


@dataclass(frozen=True, slots=True)
class Line:
    """What waits at a company and is in no batch.

    Attributes:
        dues: the earliest deadline first.
        fresh: how many were issued a moment ago.
        today: the day that presses.
    """

    dues: tuple[Due, ...]
    fresh: int
    today: date

    @property
    def crowd(self) -> Crowd:
        """How many, as the rule of the ways counts them."""
        waiting = sum(due.group.count for due in self.dues)
        return Crowd(waiting, self.fresh, sum(group.count for group in self.pressing))

    @property
    def pressing(self) -> list[WaitingGroup]:
        """What must go today, or should have gone before."""
        return [due.group for due in self.dues if presses(due, self.today)]

    def presses(self, stored: StoredInvoice) -> bool:
        """Whether this is the invoice's last day, or it is late."""
        due = self._due(stored)
        return due is not None and presses(due, self.today)

    def before(self, stored: StoredInvoice) -> list[WaitingGroup]:
        """What has an earlier deadline than the invoice."""
        own = self._due(stored)
        if own is None:
            return []
        rank = urgency(own.deadline)
        return [due.group for due in self.dues if urgency(due.deadline) < rank]

    def of_kind(self, *, offline: bool, without_pressing: bool = False) -> list[WaitingGroup]:
        """What may share a session, by deadline."""
        return [
            due.group
            for due in self.dues
            if (due.group.mode is not None) is offline and not (without_pressing and presses(due, self.today))
        ]

    def _due(self, stored: StoredInvoice) -> Due | None:
        term = (stored.invoice.issue_date, stored.offline_mode)
        return next((due for due in self.dues if (due.group.issue_date, due.group.mode) == term), None)


def presses(due: Due, today: date) -> bool:
    """Whether this is its last day, or it is late."""
    return due.day is not None and due.day <= today


async def line_of(work: UnitOfWork, company_id: UUID, since: datetime, today: date) -> Line:
    """What waits at a company and is in no batch; fresh is what was issued from `since` on."""
    rows = await work.batches.line(company_id, since)
    dues = await ordered(work, company_id, [group for group, _ in rows])
    return Line(tuple(dues), sum(fresh for _, fresh in rows), today)


async def ordered(work: UnitOfWork, company_id: UUID, groups: Iterable[WaitingGroup]) -> list[Due]:
    """Groups of a company, the earliest deadline first."""
    terms = await terms_of_each(work, [company_id])
    return by_urgency(groups, terms.__getitem__)


async def is_preceded(work: UnitOfWork, company_id: UUID, groups: Sequence[WaitingGroup]) -> bool:
    """Whether somebody sends single invoices of these groups just now, or will as soon as a hand is free.

    What has failed and waits for its next attempt is not at hand: nobody waits behind it.
    """
    keys = await work.batches.promises(company_id, groups, FEW)
    return bool(await work.batches.at_hand(keys))


async def has_turn(work: UnitOfWork, batch: Batch) -> bool:
    """Whether no batch of the company that is at hand has an earlier deadline, or was gathered before with the same."""
    gathered = [each for each in await work.batches.unsettled(batch.company_id) if _goes(each)]
    keys = {SendBatch(each.id, each.attempt).key: each for each in gathered if each.id != batch.id}
    near = {keys[key].id for key in await work.batches.at_hand(list(keys))}
    rivals = [each for each in gathered if each.id == batch.id or each.id in near]
    if len(rivals) < 2:
        return True
    ranks = [(await _rank(work, each), place) for place, each in enumerate(rivals)]
    return rivals[min(ranks)[1]].id == batch.id


async def _rank(work: UnitOfWork, batch: Batch) -> Rank:
    dues = await ordered(work, batch.company_id, await work.batches.groups(batch.id))
    return urgency(dues[0].deadline) if dues else (True, date.max)


def _goes(batch: Batch) -> bool:
    return batch.status is BatchStatus.GATHERED
