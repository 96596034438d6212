"""What the seller is told of a letter to a buyer, and what the history keeps of it."""

from __future__ import annotations

from invoicing.services.delivery.handing_over import HAND_OVER_REFUSED, HANDED_OVER, own_addresses, row_of
from invoicing.services.jobs import Deliver
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Delivery, DeliveryStatus, Event, StoredInvoice
from invoicing.services.replies import handed_over, tell
from invoicing.services.sending.batching import told_together


async def tell_of_letter(work: UnitOfWork, stored: StoredInvoice, delivery: Delivery, job: Deliver) -> None:
    """Tell how it got on, each thing once.

    Of a large batch only the letters that the mail server did not want are told, and those that somebody asked for.

    Args:
        work: the open transaction.
        stored: the invoice.
        delivery: the letter as it stands now; queued with an answer while the mail server takes nothing.
        job: the promise that is being kept.
    """
    own = await own_addresses(work, stored)
    asked = job.attempt > 0 or delivery.address not in own
    if not asked and delivery.status is not DeliveryStatus.REFUSED and await told_together(work, stored):
        return
    reply = handed_over(stored, delivery, apart=asked or delivery.address != own[0], copy=job.attempt)
    state = "waits" if delivery.status is DeliveryStatus.QUEUED else delivery.status.value
    await tell(work, stored.issued_by, stored.company_id, reply, f"{job.key}:{state}")


def event_of(delivery: Delivery, stored: StoredInvoice) -> Event:
    """Where it went, what was in it, what the mail server said, and by which row of the matrix."""
    evidence = {
        "address": delivery.address,
        "answer": delivery.answer,
        "message_id": delivery.message_id,
        "sha256": stored.sha256.hex(),
        "paper": delivery.paper.value,
        "row": row_of(stored).row,
        "receipt": row_of(stored).receipt.value,
        "overridden": delivery.reason,
    }
    what = HANDED_OVER if delivery.status is DeliveryStatus.SENT else HAND_OVER_REFUSED
    at = delivery.settled_at or stored.issued_at
    return Event(what, at, None, delivery.company_id, delivery.invoice_id, evidence)
