"""One tap, one transaction: the correction, and the new invoice that comes with it, where one does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from invoicing.model.invoice import Draft
from invoicing.services.companies import Standing
from invoicing.services.correcting.replacing import note_replacement, second_of
from invoicing.services.issuing.issuing import Issuing
from invoicing.services.modes.ways import IssueWay
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Person, StoredInvoice
from invoicing.services.replies import after_tap, tell


async def issue_all(
    issuing: Issuing,
    work: UnitOfWork,
    draft: Draft,
    standing: Standing,
    *,
    way: IssueWay,
    now: datetime,
    approved_by: Person | None = None,
) -> StoredInvoice:
    """Issue a draft, and the invoice for the right buyer where it takes a wrong one back; both in the same way.

    Returns:
        What the draft itself became; of the other one a message of its own tells.

    Raises:
        What `Issuing` raises; correction-replaced. Then neither may be kept.
    """
    stored = await issuing(work, draft, standing, way, now, approved_by=approved_by)
    second = second_of(draft, standing.company.profile, now.date())
    if second is None:
        return stored
    if approved_by is not None:  # whoever agreed to the one saw both
        second = replace(second, status=draft.status, approval=draft.approval)
    await work.drafts.add_aside(second, standing.person.id)
    new = await issuing(work, second, standing, way, now, approved_by=approved_by)
    await note_replacement(work, draft, new, standing, now)
    await tell(work, standing.person.id, standing.company.id, after_tap(new), f"issued:{new.id}")
    return stored
