"""Writing down that an invoice was paid, or that it was not after all."""

from __future__ import annotations

from datetime import date, datetime

from invoicing.services.companies import Standing
from invoicing.services.finding.records import Filed
from invoicing.services.people.rights import Action
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Event


async def mark(work: UnitOfWork, standing: Standing, found: Filed, at: datetime, *, paid: bool) -> Filed:
    """The invoice as it is then; saying the same again changes nothing and keeps the day that was said first.

    Raises:
        NotAllowed: whoever may only look.
    """
    standing.require(Action.MARK_PAID)
    if paid == (found.paid_on is not None):
        return found
    day: date | None = at.date() if paid else None
    await work.filed.pay(found.id, day)
    evidence = {
        "number": found.number,
        "direction": found.direction.value,
        "before": found.paid_on.isoformat() if found.paid_on else None,
        "day": day.isoformat() if day else None,
    }
    what = "marked-paid" if paid else "marked-unpaid"
    event = Event(what, at, str(standing.person.id), found.company_id, found.invoice_id, evidence)
    await work.events.add(event)
    return await work.filed.get(found.id)
