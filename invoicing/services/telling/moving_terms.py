"""Notices that move a term: said in words, with the reason and the article, once.

What was told is remembered as the timeline it was derived from: one for the whole installation, however many
invoices wait. The terms before and after are derived from the two timelines.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from invoicing.model.offline import Deadline, Duty, OfflineMode, Outage, OutageKind
from invoicing.services.jobs import Show
from invoicing.services.messages import Json, Reply
from invoicing.services.outages.books import TotalFailure
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import WaitingGroup
from invoicing.services.telling.audience import WORKING, Listener, TellMany, awake, listeners
from invoicing.services.terms.due import Terms, terms_under

CURSOR = "terms-told"
REMEMBERED = timedelta(days=400)
"""How long after its end an event may still matter to an invoice that waits."""


class Why(StrEnum):
    """What moved a term."""

    ANNOUNCED = "announced"  # an event that counts was announced; while it lasts there is no date
    ENDED = "ended"  # its end was announced, or stated anew
    LIFTED = "lifted"  # a total failure: nothing need be sent
    WITHDRAWN = "withdrawn"  # what was announced no longer counts


@dataclass(frozen=True, slots=True)
class Move:
    """The term of some invoices before and after."""

    group: WaitingGroup
    before: Deadline
    after: Deadline

    @property
    def why(self) -> Why:
        """What moved it."""
        if self.after.duty is Duty.NONE:
            return Why.LIFTED
        if self.after.outage is None or _earlier(self.after, self.before):
            return Why.WITHDRAWN
        same = self.before.outage and self.before.outage.start == self.after.outage.start
        return Why.ENDED if same else Why.ANNOUNCED

    def data(self, company: str) -> dict[str, Json]:
        """As replies carry it."""
        event = self.after.outage or self.before.outage
        return {
            "company": company,
            "count": self.group.count,
            "issued": self.group.issue_date.isoformat(),
            "before": _iso(self.before.day),
            "deadline": _iso(self.after.day),
            "no_duty": self.after.duty is Duty.NONE,
            "article": f"art. {self.after.article.value}",
            "why": self.why.value,
            "event": event.kind.value if event else None,
            "event_start": _iso(event.start) if event else None,
            "event_end": _iso(event.end) if event else None,
        }


def _earlier(after: Deadline, before: Deadline) -> bool:
    return after.outage != before.outage and (after.day or date.max) < (before.day or date.min)


def moves(
    groups: Sequence[WaitingGroup], before: Callable[[UUID], Terms], after: Callable[[UUID], Terms]
) -> list[Move]:
    """Whose term is another one now, the most urgent first; a new reason for the same day is no news."""
    found = []
    for group in groups:
        now = after(group.company_id).of_group(group).deadline
        found.append(Move(group, _before(group, before(group.company_id), now), now))
    moved = [
        move for move in found if (move.before.duty, move.before.day) != (move.after.duty, move.after.day)
    ]
    return sorted(moved, key=lambda move: (move.after.day or date.max, move.group.issue_date))


def _before(group: WaitingGroup, told: Terms, now: Deadline) -> Deadline:
    """The term under what was told: whoever issues in emergency mode knows of the failure, and not of its end."""
    known = told.of_group(group).deadline
    if group.mode is not OfflineMode.EMERGENCY or known.outage is not None or now.outage is None:
        return known
    return Terms([replace(now.outage, end=None, ended_at=None)]).of_group(group).deadline


@dataclass(frozen=True, slots=True)
class Known:
    """What terms rest on: what was announced, the timelines of companies that wait, and what those confirmed."""

    announced: Sequence[Outage]
    timelines: Mapping[UUID, Sequence[Outage]]
    confirmed: Mapping[UUID, Sequence[TotalFailure]]

    def written(self) -> dict[str, Any]:
        """As it is remembered."""
        own = {str(company): _written(_outages(found)) for company, found in self.confirmed.items()}
        return {"timeline": _written(self.announced), "own": own}


async def _known(work: UnitOfWork, groups: Sequence[WaitingGroup], now: datetime) -> Known:
    timelines = await work.outages.timelines(dict.fromkeys(group.company_id for group in groups))
    confirmed = {
        company: await work.outages.total_failures(company)
        for company, timeline in timelines.items()
        if any(outage.kind is OutageKind.TOTAL_FAILURE for outage in timeline)
    }
    return Known(_recent(await work.outages.timeline(), now), timelines, confirmed)


class TellMovedTerms:
    """Looks whether the announcements have changed since the last time, and tells whose terms moved."""

    def __init__(self, units: UnitsOfWork, clock: Clock, tell: TellMany) -> None:
        self._units, self._clock, self._tell = units, clock, tell

    async def __call__(self) -> None:
        """One look; by night nothing is said, and the morning tells what all notices of the night come to."""
        now = self._clock.now()
        shows: list[Show] = []
        async with self._units.reading() as work:
            groups = await work.invoices.groups()
            known = await _known(work, groups, now)
            remembered = await work.cursors.get(CURSOR)
            if remembered is not None:
                told = json.loads(remembered)
                if {"at": told["at"], **known.written()} == told or not awake(now):
                    return
                shows = await _news(work, groups, told, known)
        await self._tell(shows)
        async with self._units() as work:
            await work.cursors.put(CURSOR, json.dumps({"at": now.isoformat(), **known.written()}))


async def _news(
    work: UnitOfWork, groups: Sequence[WaitingGroup], told: dict[str, Any], known: Known
) -> list[Show]:
    common, after = Terms(_read(told["timeline"])), terms_under(known.timelines)
    before = {UUID(company): Terms(_read([*told["timeline"], *own])) for company, own in told["own"].items()}
    asked = [group for group in groups if not _issued_knowing(group, known.confirmed)]
    found = moves(asked, lambda company: before.get(company, common), after.__getitem__)
    companies = list(dict.fromkeys(move.group.company_id for move in found))
    names = {company: (await work.companies.get(company)).profile.seller.name for company in companies}
    digest = hashlib.sha256(json.dumps(known.written()).encode()).hexdigest()[:16]
    cause = f"terms-moved:{told['at']}:{digest}"  # from one memory to the next: once, whoever says it
    audience = await listeners(work, companies, WORKING)
    return [each.show(_reply(each, found, names), cause) for each in audience]


def _issued_knowing(group: WaitingGroup, confirmed: Mapping[UUID, Sequence[TotalFailure]]) -> bool:
    """Whether whoever issued it had confirmed the total failure before: its term has not moved since."""
    failures = confirmed.get(group.company_id, ())
    return any(failure.confirmed_at <= group.first_issued_at for failure in failures)


def _reply(listener: Listener, found: Sequence[Move], names: Mapping[UUID, str]) -> Reply:
    theirs = [move for move in found if move.group.company_id in listener.companies]
    return Reply(
        "terms-moved",
        {
            "count": sum(move.group.count for move in theirs),
            "moves": [move.data(names[move.group.company_id]) for move in theirs],
            "many": listener.several,
        },
    )


def _outages(confirmed: Sequence[TotalFailure]) -> list[Outage]:
    return [failure.outage() for failure in confirmed]


def _recent(timeline: Sequence[Outage], now: datetime) -> list[Outage]:
    oldest = now.date() - REMEMBERED
    return [outage for outage in timeline if not outage.over_before(oldest)]


def _written(timeline: Sequence[Outage]) -> list[list[str | None]]:
    return [
        [outage.kind.value, outage.start.isoformat(), _iso(outage.end), _iso(outage.ended_at)]
        for outage in timeline
    ]


def _read(written: Sequence[Sequence[str]]) -> list[Outage]:
    """Memories of before moments were kept hold three values."""
    return [
        Outage(
            OutageKind(kind),
            date.fromisoformat(start),
            date.fromisoformat(end) if end else None,
            datetime.fromisoformat(moment[0]) if moment and moment[0] else None,
        )
        for kind, start, end, *moment in written
    ]


def _iso(day: date | datetime | None) -> str | None:
    return day.isoformat() if day else None
