"""Another date of issue for an invoice that KSeF has not taken: only with consent, and only on the day it is sent.

The number stays. Should KSeF have the first file after all, because its answer was lost on the way, it answers 440
with the digest of that file: then that file is the invoice and its date stays (`verdicts`, `editions.bring_back`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from invoicing.model.delivering import HELD, OPEN
from invoicing.model.errors import InvalidDocument, Refused
from invoicing.model.invoice import Invoice
from invoicing.model.lifecycle import Status, is_final
from invoicing.model.offline import OfflineMode
from invoicing.services.access.way_in import OPEN as GETS_IN
from invoicing.services.companies import Standing
from invoicing.services.delivery.handing_over import HandingOver, has_offline_certificate
from invoicing.services.jobs import NotYet
from invoicing.services.ksef_jobs import Redate, Submit
from invoicing.services.messages import Json, Reply
from invoicing.services.modes.card import facts_of
from invoicing.services.modes.rules import require
from invoicing.services.modes.ways import IssueWay
from invoicing.services.ports import Clock, DocumentWriter, UnitOfWork, UnitsOfWork
from invoicing.services.records import Event, Replaced, StoredInvoice
from invoicing.services.replies import summary, tell
from invoicing.services.sending.waiting import term_data
from invoicing.services.terms.due import terms_of_each
from invoicing.services.terms.editions import renew

MOVE, KEEP = "move-date", "keep-date"
"""Buttons under the midnight guard's message."""
_UNTIL_MIDNIGHT = 60.0  # seconds between two looks whether the day is over
_LISTED = 10
AGREED, MOVED, DROPPED = "date-move-agreed", "date-moved", "date-move-dropped"
"""Events: what was agreed, and how it ended; `dated` in their evidence is the date that is left behind."""
_SETTLED, _ON_ITS_WAY, _HANDED_OVER, _INVALID = "settled", "on-its-way", "handed-over", "invalid"
_TOLD = frozenset({_ON_ITS_WAY, _HANDED_OVER, _INVALID})
"""Why a date stays, where KSeF's own verdict does not tell it anyway."""


async def is_movable(work: UnitOfWork, stored: StoredInvoice) -> bool:
    """Online, not yet taken by KSeF, and in no batch whose session has been opened."""
    online = stored.offline_mode is None and stored.corrects is None
    if not online or stored.status is not Status.ISSUED:
        return False
    return stored.batch_id is None or (await work.batches.get(stored.batch_id)).reference is None


async def will_move(work: UnitOfWork, stored: StoredInvoice) -> bool:
    """Whether somebody agreed that the present date is left behind, and nothing has come in the way."""
    day = stored.invoice.issue_date.isoformat()
    events = [
        each.what
        for each in await work.events.of_invoice(stored.id)
        if each.what in {AGREED, MOVED, DROPPED} and each.evidence.get("dated") == day
    ]
    return events[-1:] == [AGREED]


class MoveDate:
    """The button "move": promises a new date for everything its message named."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, work: UnitOfWork, stored: StoredInvoice, standing: Standing) -> Reply:
        """Agree to it; a repeat agrees to nothing new.

        Raises:
            NotAllowed: the role does not reach that far.
            Refused: date-stays, KSeF has them, their day is over, or they reached a buyer.
        """
        standing.require_issuer()
        now = self._clock.now()
        found = await _named(work, stored, now)
        out = [each for each in found if await is_out(work, each)]
        movable = [each for each in found if each not in out]
        if not movable:
            raise Refused("date-stays", number=stored.invoice.number)
        midnight = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
        for each in movable:
            dated = each.invoice.issue_date
            await work.jobs.enqueue(Redate(each.id, dated), due=midnight)
            if not await will_move(work, each):
                evidence: dict[str, Json] = {"dated": dated.isoformat()}
                who = str(standing.person.id)
                await work.events.add(Event(AGREED, now, who, each.company_id, each.id, evidence))
        stay: list[Json] = [each.invoice.number for each in out[:_LISTED]]
        data: dict[str, Json] = {"moves_to": midnight.date().isoformat(), "stay": stay}
        return Reply("date-will-move", _listed(movable) | data)


class KeepDate:
    """The button "keep": what the message named is offline24 from now on, knowingly."""

    def __init__(self, clock: Clock, handing_over: HandingOver) -> None:
        self._clock, self._handing_over = clock, handing_over

    async def __call__(self, work: UnitOfWork, stored: StoredInvoice, standing: Standing) -> Reply:
        """Send them as offline24 invoices (art. 106nda VATA), and promise what their buyers may have.

        Raises:
            NotAllowed: the role does not reach that far.
            Refused: date-stays, KSeF has them or their day is over; offline24-in-failure, they are in another mode.
        """
        standing.require_issuer()
        now = self._clock.now()
        facts = await facts_of(work, standing.company, now)
        require(
            IssueWay.OFFLINE24, replace(facts, way_in=GETS_IN)
        )  # they are issued, whatever it can do today
        found = [each for each in await _named(work, stored, now) if not await will_move(work, each)]
        if not found:
            raise Refused("date-stays", number=stored.invoice.number)
        kept = [await _out_of_its_batch(work, each) for each in found]
        for each in kept:
            who = str(standing.person.id)
            await work.events.add(Event("kept-as-offline24", now, who, each.company_id, each.id))
            await self._handing_over.after_issue(work, each)
        terms = (await terms_of_each(work, [stored.company_id]))[stored.company_id]
        certificate = await has_offline_certificate(work, kept[0], now)
        return Reply("date-kept", _listed(kept) | term_data(kept[-1], terms) | {"certificate": certificate})


class Redating:
    """Keeps the promise of a new date, on the day the invoice is sent and never before it."""

    def __init__(self, units: UnitsOfWork, clock: Clock, write: DocumentWriter) -> None:
        self._units, self._clock, self._write = units, clock, write

    async def __call__(self, job: Redate) -> None:
        """Write the invoice anew under its number and promise to submit it; nothing if KSeF has it by now.

        Raises:
            NotYet: the clock was put back, and the old day is not over.
        """
        now = self._clock.now()
        if now.date() <= job.dated:
            raise NotYet(_UNTIL_MIDNIGHT)
        async with self._units() as work:
            stored = await work.invoices.get(job.invoice_id)
            if stored.invoice.issue_date == job.dated and await will_move(work, stored):
                obstacle = await self._moved(work, stored, now)
                evidence: dict[str, Json] = {"dated": job.dated.isoformat(), "obstacle": obstacle}
                what = DROPPED if obstacle else MOVED
                await work.events.add(Event(what, now, None, stored.company_id, stored.id, evidence))
                if obstacle in _TOLD:
                    await _say_that_it_stays(work, stored, obstacle)
            await work.jobs.finish(job.key)

    async def _moved(self, work: UnitOfWork, stored: StoredInvoice, now: datetime) -> str | None:
        """Why it keeps its date: it went meanwhile, its buyer has it, or FA(3) refuses it with the new one."""
        if is_final(stored.status):
            return _SETTLED
        if not await is_movable(work, stored):
            return _ON_ITS_WAY
        if await is_out(work, stored):
            return _HANDED_OVER
        try:
            await self._move(work, stored, now)
        except InvalidDocument:
            return _INVALID
        return None

    async def _move(self, work: UnitOfWork, stored: StoredInvoice, now: datetime) -> None:
        company = await work.companies.get(stored.company_id)
        draft = await work.drafts.get(stored.draft_id)
        guessed = draft is not None and "due_date" in draft.guessed
        moved = redated(stored.invoice, now.date(), company.profile.payment_days if guessed else None)
        fresh = await renew(work, stored, moved, self._write(moved, now), why=Replaced.REDATED, at=now)
        await work.jobs.enqueue(Submit(fresh.id, fresh.attempt))
        data: dict[str, Json] = {
            "before": stored.invoice.issue_date.isoformat(),
            "issue_date": moved.issue_date.isoformat(),
            "due_date": moved.due_date.isoformat() if moved.due_date else None,
            "due_moved": moved.due_date != stored.invoice.due_date,
        }
        cause = f"redated:{fresh.id}:{moved.issue_date.isoformat()}"
        await tell(work, fresh.issued_by, fresh.company_id, Reply("date-moved", summary(fresh) | data), cause)


def redated(invoice: Invoice, day: date, payment_days: int | None) -> Invoice:
    """The same invoice issued on another day.

    What was sold on the old day stays sold on it (P_6, art. 106e ust. 1 pkt 6 VATA). A term of payment that nobody
    said counts from the new day: `payment_days`; None leaves it.
    """
    supply = invoice.supply_date
    if supply is None and invoice.period is None and not _days_of_their_own(invoice):
        supply = invoice.issue_date
    due = invoice.due_date
    if payment_days is not None and due is not None:
        due = day + timedelta(days=payment_days)
    return replace(invoice, issue_date=day, supply_date=supply, due_date=due)


def _days_of_their_own(invoice: Invoice) -> bool:
    """Rows with days of supply, and kinds that have none: an advance, and a correction, which follows its original."""
    rows = any(each.supply_date is not None for each in invoice.lines)
    return (
        rows or bool(invoice.advance_payments) or invoice.order is not None or invoice.correction is not None
    )


async def _named(work: UnitOfWork, latest: StoredInvoice, now: datetime) -> list[StoredInvoice]:
    """What the message with this button named and is as it was: of one person and day, up to the latest of it."""
    day = latest.invoice.issue_date
    if day != now.date():
        return []
    return [
        each
        for each in await work.invoices.waiting(latest.company_id)
        if each.invoice.issue_date == day
        and each.issued_by == latest.issued_by
        and each.issued_at <= latest.issued_at
        and await is_movable(work, each)
    ]


async def _out_of_its_batch(work: UnitOfWork, stored: StoredInvoice) -> StoredInvoice:
    """The invoice as an offline24 one; a batch of online invoices leaves it to a promise of its own."""
    kept = replace(stored, offline_mode=OfflineMode.OFFLINE24)
    if stored.batch_id is not None:
        kept = replace(kept, batch_id=None, attempt=stored.attempt + 1)
        await work.jobs.enqueue(Submit(kept.id, kept.attempt))
    await work.invoices.save(kept)
    return kept


async def _say_that_it_stays(work: UnitOfWork, stored: StoredInvoice, obstacle: str) -> None:
    """Somebody agreed to another date, and it could not be: they hear why, and until when it must be sent."""
    terms = (await terms_of_each(work, [stored.company_id]))[stored.company_id]
    dated = stored.invoice.issue_date.isoformat()
    data: dict[str, Json] = {"issue_date": dated, "why": obstacle, **term_data(stored, terms)}
    reply = Reply("date-not-moved", summary(stored) | data)
    await tell(work, stored.issued_by, stored.company_id, reply, f"date-not-moved:{stored.id}:{dated}")


async def is_out(work: UnitOfWork, stored: StoredInvoice) -> bool:
    """Whether some paper of it has gone to its buyer: then its date is known outside."""
    return any(each.status in HELD | OPEN for each in await work.deliveries.of_invoice(stored.id))


def _listed(found: Sequence[StoredInvoice]) -> dict[str, Json]:
    return {"count": len(found), "invoices": [summary(each) for each in found[:_LISTED]]}
