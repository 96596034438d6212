"""The morning on which a recurring invoice is due: its card comes by itself, and a tap issues it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from uuid import UUID

from invoicing.model.invoice import Draft
from invoicing.services.companies import Standing
from invoicing.services.ids import recurring_draft_id
from invoicing.services.issuing.card import Backing, card
from invoicing.services.messages import Json, Reply
from invoicing.services.modes.card import facts_of
from invoicing.services.people.freezing import freeze_of
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Event, Role
from invoicing.services.repeating.planning import recurrence_data
from invoicing.services.repeating.records import Recurrence, RecurrenceState
from invoicing.services.repeating.repeating import fresh_dates
from invoicing.services.replies import tell

FROM = time(7)
"""Warsaw time: nobody is woken by an invoice of the first of January."""
_AT_ONCE, _LOOKED_AT = 20, 2_000


class PrepareRecurring:
    """Makes the drafts that are due today and shows their cards; each once, though the process may die anywhere."""

    def __init__(self, units: UnitsOfWork, clock: Clock) -> None:
        self._units, self._clock = units, clock

    async def __call__(self) -> None:
        """One look; takes no lock while nothing is due."""
        now = self._clock.now()
        if now.time() < FROM:
            return
        async with self._units.reading() as work:
            due = await _ready(work, now.date())
        for recurrence_id in due:
            async with self._units() as work:
                await self._prepare(work, recurrence_id, now.date())

    async def _prepare(self, work: UnitOfWork, recurrence_id: UUID, today: date) -> None:
        found = await work.recurrences.get(recurrence_id)
        if found is None or found.state is not RecurrenceState.ACTIVE or found.next_on > today:
            return
        if await freeze_of(work, found.company_id) is not None:
            return  # frozen since we looked
        standing = await _author(work, found)
        if standing is None:
            await self._stop(work, found)
            return
        await work.recurrences.save(found.prepared(today))
        draft = self._draft(found, standing, today)
        await work.drafts.add_aside(draft, found.author)
        facts = await facts_of(work, standing.company, self._clock.now())
        shown = card(draft, Backing(standing.company.profile, today, facts, notes=("recurring",)))
        await tell(work, found.author, found.company_id, shown, f"recurring:{found.id}:{today}")

    def _draft(self, found: Recurrence, standing: Standing, today: date) -> Draft:
        profile = standing.company.profile
        draft = replace(found.draft, id=recurring_draft_id(found.id, today), version=1)
        return fresh_dates(draft, found.rhythm.first, today, timedelta(days=profile.payment_days))

    async def _stop(self, work: UnitOfWork, found: Recurrence) -> None:
        """Whoever asked for it may not issue any more: the owners hear of it instead of nobody."""
        stopped = found.now(RecurrenceState.STOPPED)
        await work.recurrences.save(stopped)
        evidence: dict[str, Json] = {"recurrence": str(found.id), **recurrence_data(stopped)}
        event = Event("recurrence-stopped", self._clock.now(), None, found.company_id, evidence=evidence)
        await work.events.add(event)
        reply = Reply("recurrence-without-author", recurrence_data(stopped))
        for person, membership in await work.people.members(found.company_id):
            if membership.role is Role.OWNER:
                await tell(work, person.id, found.company_id, reply, f"recurrence-stopped:{found.id}")


async def _ready(work: UnitOfWork, today: date) -> list[UUID]:
    """What is due in companies that may issue; the rest comes after the thaw, and keeps nobody else waiting."""
    ready: list[UUID] = []
    for recurrence_id in await work.recurrences.due(today, _LOOKED_AT):
        found = await work.recurrences.get(recurrence_id)
        if found is not None and await freeze_of(work, found.company_id) is None:
            ready.append(recurrence_id)
        if len(ready) == _AT_ONCE:
            break
    return ready


async def _author(work: UnitOfWork, found: Recurrence) -> Standing | None:
    """Who gets the card; None when the person has left or may only read by now."""
    for person, membership in await work.people.members(found.company_id):
        standing = Standing(person, await work.companies.get(found.company_id), membership.role)
        if person.id == found.author and standing.may_issue:
            return standing
    return None
