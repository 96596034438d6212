"""Where a pro forma stands: waiting for its payment, past its term, invoiced, or withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from invoicing.model.invoice import Draft, DraftStatus
from invoicing.model.lifecycle import Status
from invoicing.services.ports import UnitOfWork
from invoicing.services.pro_forma.records import ProForma

OPEN_DRAFTS = frozenset({DraftStatus.OPEN, DraftStatus.HELD, DraftStatus.FOR_APPROVAL})


class ProFormaState(StrEnum):
    """What came of it so far."""

    OPEN = "open"
    EXPIRED = "expired"
    INVOICED = "invoiced"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Fate:
    """A pro forma with what was begun from it.

    Attributes:
        invoices: numbers of the invoices issued from it that KSeF has not rejected, the first one first.
        waiting: drafts of its invoice that may still be issued.
    """

    pro_forma: ProForma
    state: ProFormaState
    invoices: tuple[str, ...] = ()
    waiting: tuple[Draft, ...] = ()


async def fate_of(work: UnitOfWork, found: ProForma, today: date) -> Fate:
    """Where it stands on a Warsaw date."""
    drafts = [draft for each in found.drafts if (draft := await work.drafts.get(each))]
    invoices = await _issued(work, drafts)
    due = found.content.due_date
    if found.cancelled_at is not None:
        state = ProFormaState.CANCELLED
    elif invoices:
        state = ProFormaState.INVOICED
    elif due is not None and due < today:
        state = ProFormaState.EXPIRED
    else:
        state = ProFormaState.OPEN
    waiting = tuple(draft for draft in drafts if draft.status in OPEN_DRAFTS)
    return Fate(found, state, invoices, waiting)


async def _issued(work: UnitOfWork, drafts: Sequence[Draft]) -> tuple[str, ...]:
    issued = [draft for draft in drafts if draft.status is DraftStatus.ISSUED]
    stored = [invoice for draft in issued if (invoice := await work.invoices.by_draft(draft.id))]
    return tuple(each.invoice.number for each in stored if each.status is not Status.REJECTED)
