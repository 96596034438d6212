"""The look on a workday's morning: which buyers are to be reminded; their sellers hear of it an hour before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from invoicing.services.finding.records import Direction, Filed, Narrow, Query
from invoicing.services.people.freezing import freeze_of
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.telling.audience import WORKING, listeners
from invoicing.services.unpaid.jobs import RemindBuyer
from invoicing.services.unpaid.owing import Debt, debt_of
from invoicing.services.unpaid.showing import ahead
from invoicing.services.unpaid.steps import AHEAD, STEPS, office_open, step_on
from invoicing.services.unpaid.wishes import is_let_be, left_alone, party_of, reminds_since

_PAGE = 200
_OVERDUE = Query(direction=Direction.ISSUED, narrow=Narrow.OVERDUE)


class RemindBuyers:
    """Promises the reminders of a day, each step of an invoice once, and tells the seller in the same transaction."""

    def __init__(self, units: UnitsOfWork, clock: Clock) -> None:
        self._units, self._clock = units, clock

    async def __call__(self) -> None:
        """One look; a company is looked at once a day, and not at all while its issuing stands still."""
        now = self._clock.now()
        if not office_open(now) or not office_open(now + AHEAD):
            return
        async with self._units.reading() as work:
            wanted = [each.id for each in await work.companies.all() if await _is_next(work, each.id, now)]
        for company in wanted:
            async with self._units() as work:
                if await _is_next(work, company, now):  # another process may have been faster
                    await self._company(work, company, now)

    async def _company(self, work: UnitOfWork, company: UUID, now: datetime) -> None:
        await work.cursors.put(_looked(company), now.date().isoformat())
        since = await reminds_since(work, company)
        those = await listeners(work, [company], WORKING)
        if since is None or not those:
            return  # nobody could be told, and so nobody could stop it
        debts = await _new_debts(work, company, now.date(), since)
        if not debts:
            return
        at = now + AHEAD
        for debt, step in debts:
            await work.cursors.put(_taken(debt.stored.id, step), now.isoformat())
            await work.jobs.enqueue(RemindBuyer(debt.stored.id, str(step)), due=at)
        name = (await work.companies.get(company)).profile.seller.name
        for listener in those:
            reply = ahead(company, name if listener.several else None, [debt for debt, _ in debts], at)
            await work.jobs.enqueue(listener.show(reply, f"reminders-ahead:{company}:{now.date()}"))


async def _is_next(work: UnitOfWork, company: UUID, now: datetime) -> bool:
    wants = await reminds_since(work, company) is not None
    looked = wants and await work.cursors.get(_looked(company)) == now.date().isoformat()
    return wants and not looked and await freeze_of(work, company) is None


async def _new_debts(work: UnitOfWork, company: UUID, today: date, since: date) -> Sequence[tuple[Debt, int]]:
    """Debts that have reached a step of which nobody was reminded, the oldest first."""
    alone, found = await left_alone(work, company), []
    for row in await _late(work, company, today):
        step = step_on(row.due_date, today, since) if row.due_date else None
        if step is None or row.invoice_id is None or party_of(row) in alone:
            continue
        taken = await work.cursors.get(_taken(row.invoice_id, step)) is not None
        if taken or await is_let_be(work, row.invoice_id):
            continue
        debt = await debt_of(work, await work.invoices.get(row.invoice_id))
        if debt is not None:
            found.append((debt, step))
    return found


async def _late(work: UnitOfWork, company: UUID, today: date) -> list[Filed]:
    """Unpaid ones late enough for the first step; they come by their day of payment."""
    latest, rows = today - timedelta(days=STEPS[0]), list[Filed]()
    while page := await work.filed.find(company, _OVERDUE, today, limit=_PAGE, offset=len(rows)):
        rows += page
        if (due := page[-1].due_date) is None or due > latest:
            break
    return rows


def _looked(company: UUID) -> str:
    return f"payment-reminders-looked:{company}"


def _taken(invoice: UUID, step: int) -> str:
    return f"payment-reminder:{invoice}:{step}"
