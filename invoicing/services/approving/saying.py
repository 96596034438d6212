"""Words about a draft that waits for approval: whoever changes it ends the question, and everybody concerned hears it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from invoicing.model.invoice import Draft, DraftStatus
from invoicing.services.approving.asking import Outcome, settle, worth_of
from invoicing.services.approving.rules import had_no_part
from invoicing.services.approving.withdrawing import withdrawn
from invoicing.services.companies import Standing
from invoicing.services.issuing.card import Backing, card
from invoicing.services.messages import Reply
from invoicing.services.modes.card import facts_of
from invoicing.services.people.rights import Action
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Event
from invoicing.services.replies import tell

VOID = "approval-void"
"""On the card of an author who has changed what others were asked about."""


async def waiting_of(work: UnitOfWork, standing: Standing) -> Draft | None:
    """The draft that words may be about although it waits: one's own, or the only one that waits for one's approval.

    Whoever has an open draft of their own talks about that.
    """
    person, company = standing.person.id, standing.company.id
    own = await work.drafts.open_of(person, company, 1)
    if own:
        return own[0] if own[0].status is DraftStatus.FOR_APPROVAL else None
    if not (standing.may_issue and standing.may(Action.APPROVE)):
        return None
    waiting = await work.drafts.for_approval(company, 2)
    meant = [draft for draft in waiting if await had_no_part(work, draft, standing.person)]
    return meant[0] if len(meant) == 1 else None


async def changed_while_waiting(
    work: UnitOfWork, waiting: Draft, newer: Draft, standing: Standing, now: datetime
) -> Reply:
    """Write the change: the author sees the card again, everybody else that the question is over.

    Raises:
        StaleChoice: somebody has decided meanwhile.
    """
    facts = await facts_of(work, standing.company, now)
    backing = Backing(standing.company.profile, facts.today, facts)
    if await had_no_part(work, waiting, standing.person):
        await _by_approver(work, waiting, newer, standing, now)
        shown = card(newer, backing)
        told = {**shown.data, "by": standing.person.name}
        reply = replace(shown, code="approval-changed", data=told)
        author = await work.drafts.author(waiting.id)
        await tell(work, author, waiting.company_id, reply, f"approval-changed:{newer.id}:{newer.version}")
        return await settle(work, waiting, Outcome.CHANGED, standing.person)
    await withdrawn(work, waiting, standing, now)
    await work.drafts.save(newer)
    return card(newer, replace(backing, notes=(VOID,)))


async def _by_approver(
    work: UnitOfWork, waiting: Draft, newer: Draft, standing: Standing, now: datetime
) -> None:
    """Its author goes on with it: neither alone issues what the other has not seen."""
    await work.drafts.put_back(waiting.given_back())
    await work.drafts.put_back(newer)
    who, evidence = str(standing.person.id), worth_of(newer)
    await work.events.add(Event("approval-changed", now, who, waiting.company_id, evidence=evidence))
