"""A reminder or a pro forma that comes back is known for what it is, and never taken for an invoice."""

from __future__ import annotations

from invoicing.model.delivering import DeliveryNews, DeliveryWay
from invoicing.services.delivery.machine import DeliveryEvent, closes_address
from invoicing.services.delivery.other_letters import OtherLetter
from invoicing.services.messages import Json, Reply
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Event
from invoicing.services.replies import tell

RETURNED = "other-letter-returned"
"""Event of such a letter that came back."""


async def written(work: UnitOfWork, letter: OtherLetter) -> str:
    """Note a letter before it goes; returns what it is named by when it comes back."""
    await work.other_letters.add(letter)
    return letter.reference


async def other_letter_of(
    work: UnitOfWork, reference: str | None, message_id: str | None
) -> OtherLetter | None:
    """Which of them a report is about."""
    if reference is not None:
        return await work.other_letters.by_reference(reference)
    return await work.other_letters.by_message_id(message_id) if message_id is not None else None


async def came_back(work: UnitOfWork, letter: OtherLetter, event: DeliveryEvent) -> None:
    """Tell the seller once; an address that takes nothing takes no later invoice either, and is closed."""
    said = event.said or ""
    if event.news is not DeliveryNews.BOUNCED or not await work.other_letters.note_return(letter.id, said):
        return
    closed = closes_address(said)
    if closed:
        await work.deliveries.close(letter.company_id, DeliveryWay.EMAIL, letter.address, said, event.at)
    data: dict[str, Json] = {"kind": letter.kind.value, "number": letter.number, "address": letter.address}
    evidence = {**data, "answer": said, "message_id": letter.message_id, **event.evidence}
    line = Event(RETURNED, event.at, None, letter.company_id, letter.invoice_id, evidence)
    await work.events.add(line)
    reply = Reply("letter-returned", data | {"buyer": letter.buyer, "said": said, "closed": closed})
    await tell(work, letter.person_id, letter.company_id, reply, f"other-letter:{letter.id}:returned")
