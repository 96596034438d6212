"""Reminders of the day until which invoices must be sent: so that nobody learns of it too late, nor twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from invoicing.model.law_calendar import Rule, in_force
from invoicing.services.jobs import Show
from invoicing.services.messages import Json, Reply
from invoicing.services.outages.ksef_state import ksef_state
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Role
from invoicing.services.telling.audience import WORKING, Listener, TellMany, awake, listeners
from invoicing.services.telling.law_data import law_data
from invoicing.services.terms.backlog import Overview
from invoicing.services.terms.due import Due, what_is_due


class Slot(StrEnum):
    """When a deadline is spoken of."""

    EVE = "eve"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"  # the owner's last chance
    AFTER = "after"


SLOTS: tuple[tuple[Slot, int, time], ...] = (
    (Slot.EVE, -1, time(18)),
    (Slot.MORNING, 0, time(9)),
    (Slot.AFTERNOON, 0, time(15)),
    (Slot.EVENING, 0, time(20)),
    (Slot.AFTER, 1, time(8)),
)
"""Slot, days from the deadline, hour in Warsaw."""


def slot_of(deadline: date, now: datetime) -> tuple[Slot, datetime] | None:
    """The newest slot that has come, with its moment; None by night, too early, and between two days' slots.

    Whoever was away for several slots says the newest one only.
    """
    if not awake(now):
        return None
    for slot, days, hour in reversed(SLOTS):
        at = datetime.combine(deadline + timedelta(days), hour, now.tzinfo)
        if at <= now:
            over = slot is Slot.EVE and now.date() == deadline  # "tomorrow" is no longer true
            return None if over else (slot, at)
    return None


_BY_LETTER = frozenset({Slot.MORNING, Slot.AFTER})
"""When people without Telegram are written to: on the day, and when it has passed."""


class Reminding:
    """Looks at what is due, and reminds whom it concerns: one message for a person, a slot and a deadline day."""

    def __init__(self, units: UnitsOfWork, clock: Clock, tell: TellMany) -> None:
        self._units, self._clock, self._tell = units, clock, tell

    async def __call__(self) -> None:
        """One look; what was said is known by the name of the slot, whatever process said it."""
        now = self._clock.now()
        async with self._units.reading() as work:
            found = await what_is_due(work) if awake(now) else []
            days = sorted({each.day for each in found if each.day is not None})
            reached = [(day, come) for day in days if (come := slot_of(day, now))]
            new = [(day, come) for day, come in reached if not await work.cursors.get(_name(come[0], day))]
        for day, (slot, at) in new:
            of_day = [each for each in found if each.day == day and each.group.first_issued_at < at]
            if of_day:
                await self._remind(slot, day, of_day, now)

    async def _remind(self, slot: Slot, day: date, found: Sequence[Due], now: datetime) -> None:
        async with self._units.reading() as work:
            reminders = await _reminders(work, slot, day, found, now)
        await self._tell(reminders)
        async with self._units() as work:
            await work.cursors.put(_name(slot, day), now.isoformat())


async def _reminders(
    work: UnitOfWork, slot: Slot, day: date, found: Sequence[Due], now: datetime
) -> list[Show]:
    companies = list(dict.fromkeys(each.group.company_id for each in found))
    names = {company: (await work.companies.get(company)).profile.seller.name for company in companies}
    seen, state = Overview(found, names, now.date()), await ksef_state(work, now)
    roles = {Role.OWNER} if slot is Slot.EVENING else WORKING
    return [
        each.show(_reply(slot, day, seen, each, state), _name(slot, day))
        for each in await listeners(work, companies, roles, letters=slot in _BY_LETTER)
    ]


def _reply(slot: Slot, day: date, seen: Overview, listener: Listener, state: dict[str, Json]) -> Reply:
    told: dict[str, Json] = {
        "slot": slot.value,
        "deadline": day.isoformat(),
        "many": listener.several,
        "penalties": _penalties(slot, seen, listener),
    }
    return Reply("deadline-reminder", {**state, **seen.of(listener.companies), **told})


def _penalties(slot: Slot, seen: Overview, listener: Listener) -> dict[str, Json] | None:
    """From when there are any, by law and as announced: once a term has passed, and never to frighten before."""
    if slot is not Slot.AFTER or not in_force(Rule.PENALTIES, seen.today):
        return None
    older = any(not in_force(Rule.PENALTIES, row.issued[0]) for row in seen.rows(listener.companies))
    return {
        **law_data(Rule.PENALTIES),
        "older": older,
    }  # whether they reach older invoices only a human can say


def _name(slot: Slot, day: date) -> str:
    return f"reminder:{slot}:{day.isoformat()}"
