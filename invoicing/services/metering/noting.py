"""What an issued invoice does to its company's month: nearer to the limit, or beyond it and the right lost."""

from __future__ import annotations

from dataclasses import replace

from invoicing.model.small_sales import Crossing, Fit, Meter
from invoicing.services.messages import Json, Reply
from invoicing.services.metering.meter import amount_of, counts, meter_data
from invoicing.services.modes.ways import OUTSIDE, IssueWay
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Company, Event, Role, StoredInvoice
from invoicing.services.replies import summary, tell


async def note_limit(
    work: UnitOfWork, company: Company, stored: StoredInvoice, way: IssueWay, meter: Meter | None
) -> None:
    """Write down a right that is lost, and tell the people of the company what they should know before the next one.

    Args:
        work: the open transaction, in which the invoice was issued.
        company: locked since before the meter was read, or two that fit alone might not fit together.
        stored: the invoice.
        way: how it was issued.
        meter: of the moment before; None where the rule is not used.
    """
    invoice = stored.invoice
    if meter is None or not counts(invoice):
        return
    if way is IssueWay.SMALL_SALES:
        after = meter.after(stored.counted)
        if after.near and not meter.near:
            await _tell(work, company, stored, Reply("limit-near", _data(company, stored, after)))
    elif way not in OUTSIDE and meter.fit(amount_of(invoice)) is Fit.CROSSES:
        await _lose(work, company, stored, meter)


async def _lose(work: UnitOfWork, company: Company, stored: StoredInvoice, meter: Meter) -> None:
    crossing = Crossing(stored.id, stored.invoice.number, stored.invoice.issue_date)
    profile = replace(company.profile, small_sales_lost=crossing)
    await work.companies.save(replace(company, profile=profile))
    evidence: dict[str, Json] = {
        "number": stored.invoice.number,
        "used": str(meter.used),
        "article": "art. 145m ust. 2",
    }
    who = str(stored.issued_by)
    await work.events.add(Event("small-sales-lost", stored.issued_at, who, company.id, stored.id, evidence))
    lost = replace(meter, lost=crossing)
    await _tell(work, company, stored, Reply("limit-crossed", _data(company, stored, lost)))


def _data(company: Company, stored: StoredInvoice, meter: Meter) -> dict[str, Json]:
    return {**summary(stored), **meter_data(meter), "company": company.profile.seller.name}


async def _tell(work: UnitOfWork, company: Company, stored: StoredInvoice, reply: Reply) -> None:
    """Whoever issued it, and the owners: it is they who decide what is sold next."""
    owners = [
        member.id
        for member, membership in await work.people.members(company.id)
        if membership.role is Role.OWNER
    ]
    for person in dict.fromkeys((stored.issued_by, *owners)):
        await tell(work, person, company.id, reply, f"{reply.code}:{stored.id}:{person}")
