"""What is due when: derived from what waits or was refused offline, and from what was announced; never stored.

However many invoices wait, a deadline is computed once for each question that can have a different answer: the ground,
the day of issue, and which events of that day had ended before the moment of issue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from invoicing.model.errors import Refused
from invoicing.model.offline import Deadline, Duty, OfflineMode, Outage, submission_deadline
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import WaitingGroup


@dataclass(frozen=True, slots=True)
class Due:
    """Invoices of a company that are due on the same day for the same reason.

    Attributes:
        ground: whose term runs; an online invoice that waits is offline24 from midnight (art. 106nda ust. 16 VATA).
    """

    group: WaitingGroup
    ground: OfflineMode
    deadline: Deadline

    @property
    def day(self) -> date | None:
        """The last day that is in time; None while it is not known, and where nothing must be sent."""
        return self.deadline.day

    def is_late(self, today: date) -> bool:
        """Whether the term has passed."""
        return self.day is not None and self.day < today


class Terms:
    """Deadlines under one timeline.

    A total failure counts only when the timeline's owner has confirmed it: `timeline` holds no other.
    """

    def __init__(self, timeline: Sequence[Outage]) -> None:
        self._timeline = timeline
        self._known: dict[date, list[tuple[OfflineMode, int, Deadline]]] = {}
        self._ends: dict[date, list[datetime]] = {}  # of events that ended on a day, by moment
        for outage in timeline:
            if outage.end is not None and outage.ended_at is not None:
                self._ends.setdefault(outage.end, []).append(outage.ended_at)

    def of(self, ground: OfflineMode, issued: date, issued_at: datetime) -> Deadline:
        """Until when an invoice must be sent.

        When the notice it was issued under is not in the books (any more), the shortest term is the safe one.
        """
        of_day = self._known.get(issued)
        if of_day is None:
            of_day = self._known[issued] = []
        ends = self._ends.get(issued)
        over = sum(end < issued_at for end in ends) if ends else 0
        for known, before, deadline in of_day:  # a few at most, and much faster than the hash of an enum
            if known is ground and before == over:
                return deadline
        deadline = self._counted(ground, issued, issued_at)
        of_day.append((ground, over, deadline))
        return deadline

    def of_group(self, group: WaitingGroup) -> Due:
        """Until when the invoices of a group must be sent; where they differ, the earlier day is the safe one."""
        ground = group.mode or OfflineMode.OFFLINE24
        deadline = self.of(ground, group.issue_date, group.first_issued_at)
        if group.last_issued_at != group.first_issued_at:
            last = self.of(ground, group.issue_date, group.last_issued_at)
            deadline = deadline if last is deadline else min(deadline, last, key=urgency)
        return Due(group, ground, deadline)

    def _counted(self, ground: OfflineMode, issued: date, issued_at: datetime) -> Deadline:
        try:
            return submission_deadline(issued, ground, self._timeline, issued_at)
        except Refused:
            return submission_deadline(issued, OfflineMode.OFFLINE24, self._timeline, issued_at)


def by_urgency(groups: Iterable[WaitingGroup], terms_of: Callable[[UUID], Terms]) -> list[Due]:
    """What waits, the earliest deadline first; then what has none yet, then what need not be sent."""
    buckets: dict[int, list[Due]] = {}  # by deadline: there are few, and only they need sorting
    for group in groups:
        due = terms_of(group.company_id).of_group(group)
        bucket = buckets.get(id(due.deadline))
        if bucket is None:
            buckets[id(due.deadline)] = [due]
        else:
            bucket.append(due)
    ordered = sorted(buckets.values(), key=lambda bucket: urgency(bucket[0].deadline))
    return [due for bucket in ordered for due in bucket]


def urgency(deadline: Deadline) -> tuple[bool, date]:
    """Orders deadlines: known days first, then those not known yet, then no duty."""
    return (deadline.duty is Duty.NONE, deadline.day or date.max)


async def what_is_due(work: UnitOfWork, companies: Sequence[UUID] | None = None) -> list[Due]:
    """What waits for KSeF, or was refused by it after an offline issue, and until when; the most urgent first.

    Args:
        work: the open transaction.
        companies: whose; None for everybody's.
    """
    groups: list[WaitingGroup] = []
    if companies is None:
        groups = list(await work.invoices.groups())
    else:
        for company in companies:
            groups += await work.invoices.groups(company)
    terms = await terms_of_each(work, {group.company_id for group in groups})
    return by_urgency(groups, terms.__getitem__)


async def terms_of_each(work: UnitOfWork, companies: Iterable[UUID]) -> Mapping[UUID, Terms]:
    """The terms of each company; one object for all that see the same timeline.

    A total failure counts for the companies that have confirmed it: the lighthouse alone proclaims none (art. 106ng).
    """
    return terms_under(await work.outages.timelines(companies))


def terms_under(timelines: Mapping[UUID, Sequence[Outage]]) -> Mapping[UUID, Terms]:
    """The terms of each company under its timeline."""
    shared = {id(timeline): Terms(timeline) for timeline in timelines.values()}
    return {company: shared[id(timeline)] for company, timeline in timelines.items()}
