"""Drafts that have ended: how one is cancelled, and what is said of one that was, or became an invoice."""

from __future__ import annotations

from dataclasses import replace

from invoicing.model.invoice import Draft, DraftStatus
from invoicing.services.ids import pro_forma_id
from invoicing.services.messages import Reply
from invoicing.services.ports import UnitOfWork
from invoicing.services.pro_forma.telling import shown
from invoicing.services.replies import after_tap


async def cancelled(work: UnitOfWork, draft: Draft) -> Reply:
    """End a draft."""
    await work.drafts.save(replace(draft, version=draft.version + 1, status=DraftStatus.CANCELLED))
    return cancelled_reply(draft)


def cancelled_reply(draft: Draft) -> Reply:
    """What is said of a draft that has ended."""
    buyer = draft.buyer.name if draft.buyer else None
    return Reply(
        "draft-cancelled",
        {"buyer": buyer or None, "gross": str(draft.totals.gross), "currency": draft.currency},
    )


async def where_it_ended(work: UnitOfWork, draft: Draft) -> Reply:
    """A second tap, a tap after a restart: where the draft's invoice stands, never another one."""
    made = await work.pro_formas.get(pro_forma_id(draft.id))
    if made is not None:
        return shown(made)
    stored = await work.invoices.by_draft(draft.id)
    if stored is None:
        return replace(cancelled_reply(draft), alert="already-cancelled")
    return replace(after_tap(stored), alert="already-issued")
