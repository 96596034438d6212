"""The midnight guard: an online invoice that does not reach KSeF on its day is deemed an offline one.

(art. 106nda ust. 16 VATA.) Whoever issued it hears of that in time, may move its date to the day it is sent or keep
it as offline24 knowingly, and hears once more when the day is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby

from invoicing.services.messages import Choice, Json, Option, Reply, Style
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import StoredInvoice, WaitingGroup
from invoicing.services.replies import summary, tell
from invoicing.services.sending.waiting import term_data
from invoicing.services.telling.audience import awake
from invoicing.services.terms.due import terms_of_each
from invoicing.services.terms.redating import KEEP, MOVE, is_movable, is_out, will_move

PATIENCE = timedelta(seconds=30)
"""So long an online invoice may wait for KSeF before its midnight worries anybody."""
_SHOWN = 10
_MANY = 1000  # more of one company are told of together; the message counts them


class Slot(StrEnum):
    """When somebody is told."""

    WARNING = "warning"
    LAST_CALL = "last-call"
    PASSED = "passed"


_SILENCES = {Slot.LAST_CALL: (Slot.LAST_CALL, Slot.WARNING)}
_EVENING = ((Slot.LAST_CALL, time(23, 30)), (Slot.WARNING, time(22)))


@dataclass(frozen=True, slots=True)
class _Look:
    """What is looked for: invoices dated `day`, told of once in this slot."""

    slot: Slot
    day: date

    def of(self, group: WaitingGroup) -> _Look:
        """Of days that are over each is told, also after the app, or the clock, has passed over several."""
        over = self.slot is Slot.PASSED and group.issue_date < self.day
        return _Look(self.slot, group.issue_date) if over else self

    def cursor(self, group: WaitingGroup) -> str:
        """Up to which invoice its company has been told."""
        return f"midnight:{self.slot}:{self.day.isoformat()}:{group.company_id}"


def look_at(now: datetime) -> _Look | None:
    """What there is to tell at this moment in Warsaw; None between morning and evening of an ordinary day.

    After midnight nobody is woken: what has passed is told from eight o'clock on.
    """
    for slot, hour in _EVENING:
        if now.timetz().replace(tzinfo=None) >= hour:
            return _Look(slot, now.date())
    return _Look(Slot.PASSED, now.date() - timedelta(days=1)) if awake(now) else None


class MidnightGuard:
    """Looks whether invoices of today still wait, and tells those who issued them, each once a slot."""

    def __init__(self, units: UnitsOfWork, clock: Clock) -> None:
        self._units, self._clock = units, clock

    async def __call__(self) -> None:
        """One look; what was told is known by its cursor, whatever process told it."""
        now = self._clock.now()
        look = look_at(now)
        if look is None:
            return
        async with self._units.reading() as work:
            found = [(look.of(group), group) for group in await work.invoices.groups()]
            new = [(each, group) for each, group in found if await _is_new(work, each, group)]
        for each, group in new:
            async with self._units() as work:
                await self._tell(work, each, group, now)

    async def _tell(self, work: UnitOfWork, look: _Look, group: WaitingGroup, now: datetime) -> None:
        told = await _told(work, look, group)
        waiting = await work.invoices.waiting(group.company_id, _MANY)
        ripe = [
            each
            for each in waiting
            if each.invoice.issue_date == look.day
            and now - each.issued_at >= PATIENCE
            and await is_movable(work, each)
        ]
        if not any(told is None or each.issued_at > told for each in ripe):
            return
        undecided = [each for each in ripe if not await will_move(work, each)]
        undecided.sort(key=lambda each: (str(each.issued_by), each.issued_at))
        for _, own in groupby(undecided, key=lambda each: each.issued_by):
            await _tell_one(work, look, list(own))
        latest = max(each.issued_at for each in ripe)
        for slot in _SILENCES.get(look.slot, (look.slot,)):  # a clock that is put back asks nothing again
            await work.cursors.put(_Look(slot, look.day).cursor(group), latest.isoformat())


async def _is_new(work: UnitOfWork, look: _Look, group: WaitingGroup) -> bool:
    if group.mode is not None or group.issue_date != look.day:
        return False
    told = await _told(work, look, group)
    return told is None or told < group.last_issued_at


async def _told(work: UnitOfWork, look: _Look, group: WaitingGroup) -> datetime | None:
    kept = await work.cursors.get(look.cursor(group))
    return datetime.fromisoformat(kept) if kept else None


async def _tell_one(work: UnitOfWork, look: _Look, own: Sequence[StoredInvoice]) -> None:
    """One message to whoever issued these, about all of them."""
    latest = own[-1]
    terms = (await terms_of_each(work, [latest.company_id]))[latest.company_id]
    listed: list[Json] = [summary(each) for each in own[:_SHOWN]]
    out = [each.invoice.number for each in own if await is_out(work, each)]
    handed_over: list[Json] = [*out[:_SHOWN]]
    data: dict[str, Json] = {
        **term_data(latest, terms),
        "slot": look.slot.value,
        "day": look.day.isoformat(),
        "moves_to": (look.day + timedelta(days=1)).isoformat(),
        "count": len(own),
        "invoices": listed,
        "handed_over": handed_over,
        "movable": len(own) - len(out),
    }
    options = () if look.slot is Slot.PASSED else _buttons(latest, movable=len(out) < len(own))
    cause = f"midnight:{look.slot}:{look.day.isoformat()}:{latest.id}"
    await tell(work, latest.issued_by, latest.company_id, Reply("midnight", data, options=options), cause)


def _buttons(latest: StoredInvoice, *, movable: bool) -> tuple[tuple[Option, ...], ...]:
    """They stand for everything that the message names: what this person issued on that day up to this invoice.

    What a buyer has a paper of keeps its date, so where there is nothing else the first button is missing.
    """
    move = Option("move-date", choice=Choice(MOVE, latest.id), style=Style.PRIMARY)
    keep = Option("keep-date", choice=Choice(KEEP, latest.id))
    return ((move,), (keep,)) if movable else ((keep,),)
