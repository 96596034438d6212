"""The paper once more to an address on file: which paper, the hand-over matrix says, and whether any may go at all."""

from __future__ import annotations

from datetime import datetime

from invoicing.model.delivering import OPEN, DeliveryWay
from invoicing.model.errors import Refused
from invoicing.model.handover import HandOverState
from invoicing.model.papers import Paper
from invoicing.services.buyers_write.records import LetterEnd
from invoicing.services.delivery.handing_over import HandingOver, row_of, state_of
from invoicing.services.papers.fetching import require_codes
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Delivery, StoredInvoice


def lawful_paper(stored: StoredInvoice) -> Paper | None:
    """What the buyer may have now; None for nothing."""
    row = row_of(stored)
    if row.paper is Paper.NOTHING:
        return None
    return Paper.VISUALISATION if state_of(stored) is HandOverState.WAITING else row.delivered


async def copyable(work: UnitOfWork, stored: StoredInvoice, now: datetime) -> bool:
    """Whether a paper could go now: there is a lawful one, and its codes can be made."""
    paper = lawful_paper(stored)
    if paper is None:
        return False
    try:
        await require_codes(work, stored, paper, now)
    except Refused:
        return False
    return True


async def copy(work: UnitOfWork, handing_over: HandingOver, stored: StoredInvoice, to: str) -> LetterEnd:
    """Promise the lawful paper once more, or for the first time; what is on its way already is not promised twice.

    Args:
        work: the open transaction.
        handing_over: promises papers.
        stored: an invoice of which a paper may go (`copyable`).
        to: an address on file.
    """
    paper = lawful_paper(stored) or Paper.VISUALISATION
    had = await _had(work, stored, paper, to)
    if had is None:
        await handing_over.promise(work, stored, paper, to=to)
        waits = paper is Paper.VISUALISATION and stored.ksef_number is None
        return LetterEnd.UNDER_WAY if waits else LetterEnd.COPIED
    if had.status in OPEN:
        return LetterEnd.UNDER_WAY
    await handing_over.once_more(work, had)
    return LetterEnd.COPIED


async def _had(work: UnitOfWork, stored: StoredInvoice, paper: Paper, to: str) -> Delivery | None:
    every = await work.deliveries.of_invoice(stored.id)
    return next(
        (
            each
            for each in every
            if (each.way, each.address.lower(), each.paper) == (DeliveryWay.EMAIL, to, paper)
        ),
        None,
    )
