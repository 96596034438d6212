"""The author takes a draft back that waits for somebody else: nobody is asked any more."""

from __future__ import annotations

from datetime import datetime

from invoicing.model.invoice import Draft
from invoicing.services.approving.asking import Outcome, settle, worth_of
from invoicing.services.companies import Standing
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Event


async def withdrawn(work: UnitOfWork, draft: Draft, standing: Standing, now: datetime) -> Draft:
    """The draft, open again; those who were asked see that the question is over.

    Raises:
        StaleChoice: somebody has decided meanwhile.
    """
    newer = draft.given_back()
    await work.drafts.save(newer)
    who, evidence = str(standing.person.id), worth_of(draft)
    await work.events.add(Event("approval-withdrawn", now, who, draft.company_id, evidence=evidence))
    await settle(work, draft, Outcome.WITHDRAWN, standing.person)
    return newer
