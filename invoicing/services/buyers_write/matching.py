"""Which invoice a letter is about, and how far its writer is believed to be the buyer.

Three rungs: the address that only we can make; the Message-ID of a letter of ours, where the sender is proven; the
number of the invoice in the subject, from an address that we have written to. The last one proves too little for an
answer, so that the seller decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from invoicing.model.delivering import DeliveryWay
from invoicing.services.delivery.handing_over import own_addresses
from invoicing.services.messages import Channel, Incoming
from invoicing.services.parsing.tokens import fold
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import StoredInvoice

WRITTEN_TO_WITHIN = timedelta(days=120)
"""How long after a letter an answer without any trace of it may still be about it."""
_SUFFIX = re.compile(r"\.(?:\d+|reminder-[\w-]+)(?=@)")  # of a copy, or a reminder


@dataclass(frozen=True, slots=True)
class Written:
    """What is known of a letter before its words are read.

    Attributes:
        known: the sender's address is on file for the buyer of this invoice.
        sure: which invoice it is about is proven, or shown by the Message-ID of our letter.
        answerable: the rung bears an automatic copy; the address that it goes to is on file all the same.
    """

    stored: StoredInvoice
    known: bool
    sure: bool
    answerable: bool


async def written(work: UnitOfWork, incoming: Incoming, *, member: bool) -> Written | None:
    """What a letter is about; None when it answers nothing of ours.

    A member of a company may answer letters that they got as a buyer only at the address that was made for it: what
    else they write are commands.
    """
    if incoming.sender.channel is not Channel.EMAIL or incoming.withheld is not None:
        return None
    real = incoming.proof is not None and incoming.proof.sender_is_real
    reference = incoming.answered.reference if incoming.answered else None
    if reference is not None:
        found = await work.deliveries.by_reference(reference)
        return await _about(work, incoming, found.invoice_id, answerable=True) if found else None
    if member:
        return None
    invoice = await _by_message_id(work, incoming)
    if invoice is not None:
        return await _about(work, incoming, invoice, answerable=real)
    return await _by_number(work, incoming) if real else None


async def addresses_on_file(work: UnitOfWork, stored: StoredInvoice) -> tuple[str, ...]:
    """Where papers of this invoice may go without asking anybody: they went there, or were to, or the seller's book says so."""
    own = [each.lower() for each in await own_addresses(work, stored)]
    went = [
        each.address.lower()
        for each in await work.deliveries.of_invoice(stored.id)
        if each.way is DeliveryWay.EMAIL
    ]
    known = await work.buyers.like(stored.company_id, stored.invoice.buyer)
    noted = [known.buyer.email.lower()] if known and known.buyer.email else []
    return tuple(dict.fromkeys([*own, *went, *noted]))


async def _about(
    work: UnitOfWork, incoming: Incoming, invoice: UUID, *, answerable: bool, sure: bool = True
) -> Written | None:
    stored = await work.invoices.get(invoice)
    if incoming.company_id not in {None, stored.company_id}:
        return None  # a company's mailbox is about that company alone
    known = incoming.sender.address in await addresses_on_file(work, stored)
    return Written(stored, known, sure, answerable and known)


async def _by_message_id(work: UnitOfWork, incoming: Incoming) -> UUID | None:
    for named in incoming.answered.message_ids if incoming.answered else ():
        found = await work.deliveries.by_message_id(_SUFFIX.sub("", named))
        if found is not None:
            return found.invoice_id
        other = await work.other_letters.by_message_id(named)
        if other is not None and other.invoice_id is not None:
            return other.invoice_id
    return None


async def _by_number(work: UnitOfWork, incoming: Incoming) -> Written | None:
    """A portal has rewritten our Message-ID: the number in the subject and the address tell which letter it probably was."""
    subject, since = fold(incoming.subject or ""), _since(incoming.received_at)
    if not any(each.isdigit() for each in subject):
        return None
    for each in await work.deliveries.latest_to(incoming.sender.address, since):
        stored = await work.invoices.get(each.invoice_id)
        if each.way is DeliveryWay.EMAIL and _names(subject, stored.invoice.number):
            return await _about(work, incoming, stored.id, answerable=False, sure=False)
    return None


def _names(subject: str, number: str) -> bool:
    return re.search(rf"(?<![\w/-]){re.escape(fold(number))}(?![\w/-])", subject) is not None


def _since(moment: datetime) -> datetime:
    return moment - WRITTEN_TO_WITHIN
