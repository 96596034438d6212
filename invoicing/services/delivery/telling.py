"""What the seller is told of a letter to a buyer, and what the history keeps of it."""

from __future__ import annotations

from datetime import datetime

from invoicing.model.delivering import OPEN, DeliveryNews, DeliveryStatus
from invoicing.services.delivery.handing_over import own_addresses
from invoicing.services.delivery.jobs import Deliver
from invoicing.services.delivery.machine import DeliveryEvent
from invoicing.services.delivery.paper_links import LASTS, PaperLink
from invoicing.services.file_refs import PrintRef
from invoicing.services.messages import Json, Reply
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Delivery, StoredInvoice
from invoicing.services.replies import handed_over, summary, tell
from invoicing.services.sending.batching import told_together

LINK_REPLY = "paper-link"


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
    state = "waits" if delivery.status in OPEN else delivery.status.value
    await tell(work, stored.issued_by, stored.company_id, reply, f"{job.key}:{state}")


async def link_to_pass_on(
    work: UnitOfWork, stored: StoredInvoice, delivery: Delivery, now: datetime
) -> Reply:
    """Let the paper be seen by its link, anew if it was revoked; the link itself is put in when the reply is shown."""
    until = now + LASTS
    await work.paper_links.add(PaperLink(delivery.id, until))
    return Reply(LINK_REPLY, summary(stored) | {"link": str(delivery.id), "until": until.isoformat()})


def print_sheet(stored: StoredInvoice, delivery: Delivery) -> Reply:
    """The sheet for post or hand, and what to say once it was carried."""
    data = summary(stored) | {"paper": delivery.paper.value}
    return Reply("print-sheet", data, documents=(PrintRef(delivery.id),))


def news_of_letter(letter: Delivery, news: DeliveryNews, lines: tuple[str, ...] = ()) -> DeliveryEvent:
    """What a letter that was tried, just now or as a copy, has come to; with the words of both sides."""
    if letter.settled_at is None:
        raise ValueError(f"nobody knows when the letter of {letter.id} was tried")
    evidence: dict[str, Json] = {"message_id": letter.message_id, "transcript": [*lines]}
    return DeliveryEvent(news, letter.settled_at, letter.answer, evidence=evidence)
