"""Offline invoices that KSeF refused: shown one by one with the way out, the most urgent first; sent again after a 410.

Their term runs on (art. 106nda ust. 2 and the like count from the issue), and nothing is sent without a person.
"""

from __future__ import annotations

from dataclasses import replace

from invoicing.model.errors import Refused
from invoicing.model.lifecycle import Status
from invoicing.services.companies import Standing
from invoicing.services.ksef_jobs import Submit
from invoicing.services.lifecycle import lacks_permission, moved
from invoicing.services.messages import Json, Reply
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Event, StoredInvoice
from invoicing.services.replies import rejected, rejected_tag, summary
from invoicing.services.sending.waiting import term_data, term_of
from invoicing.services.terms.backlog import companies_of
from invoicing.services.terms.due import terms_of_each, urgency

COMMAND = "/odrzucone"
AGAIN = "send-again"
"""Of the button under an invoice that was refused for missing rights."""
_LISTED = 200  # of one company; each is put right by a tap of its own


async def refused_one(work: UnitOfWork, standing: Standing, page: int = 1) -> Reply:
    """The most urgent refused offline invoice of all companies of the person, or the next ones by `page`."""
    companies = await companies_of(work, standing.person.id)
    terms = await terms_of_each(work, companies)
    found = [
        (urgency(term_of(stored, terms[company])), stored)
        for company in companies
        for stored in await work.invoices.to_put_right(company, _LISTED)
    ]
    if not found:
        return Reply("nothing-rejected")
    found.sort(key=lambda each: each[0])
    place = min(max(page, 1), len(found))
    stored = found[place - 1][1]
    data: dict[str, Json] = {**term_data(stored, terms[stored.company_id]), "place": place, "of": len(found)}
    if len(companies) > 1:
        data["company"] = (await work.companies.get(stored.company_id)).profile.seller.name
    reply = rejected(stored)
    return replace(
        reply, data={**reply.data, **data}, replaces=None
    )  # asked for: below the question, not above


class SendAgain:
    """What the button does after a 410: the same file goes once more, now that the permission is there."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, work: UnitOfWork, stored: StoredInvoice, standing: Standing) -> Reply:
        """Promise to submit it.

        Raises:
            NotAllowed: the role does not reach that far.
            Refused: sending-again-impossible, it was not refused for missing rights, or goes already.
        """
        standing.require_issuer()
        if not lacks_permission(stored):
            raise Refused("sending-again-impossible", number=stored.invoice.number)
        fresh = replace(
            moved(stored, Status.ISSUED),
            attempt=stored.attempt + 1,
            batch_id=None,
            session_reference=None,
            invoice_reference=None,
            rejection=(),
        )
        await work.invoices.save(fresh)
        await work.jobs.enqueue(Submit(fresh.id, fresh.attempt))
        who, evidence = str(standing.person.id), {"attempt": fresh.attempt}
        event = Event("sent-again", self._clock.now(), who, stored.company_id, stored.id, evidence)
        await work.events.add(event)
        tag = rejected_tag(stored.id)
        return Reply("sending-again", summary(fresh), tag=tag, replaces=tag)
