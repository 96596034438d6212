"""Where a buyer is reached, way by way, and in which order the ways are gone."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from invoicing.model.delivering import DeliveryWay
from invoicing.services.contacts.records import KnownBuyer
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import StoredInvoice

Place = tuple[DeliveryWay, str]
"""A way, and an address in its words; "" where the seller carries the paper, or passes the link on."""
BY_HAND = ""
USUAL = (DeliveryWay.EMAIL, DeliveryWay.TELEGRAM, DeliveryWay.LINK)
"""The order while nobody has said another; paper only when somebody wants it."""


async def known_buyer(work: UnitOfWork, stored: StoredInvoice) -> KnownBuyer | None:
    """The buyer as the company knows them."""
    return await work.buyers.like(stored.company_id, stored.invoice.buyer)


async def first_places(
    work: UnitOfWork, stored: StoredInvoice, own: Sequence[str], able: Collection[DeliveryWay]
) -> Sequence[Place]:
    """Where a new paper goes; nowhere when nobody said where to, nor by which way.

    Args:
        work: the open transaction.
        stored: the invoice.
        own: the e-mail addresses that were said with it.
        able: what this installation can do.
    """
    known = await known_buyer(work, stored)
    for way in known.ways if known else ():
        if way in able and (found := await places_by(work, stored, way, own)):
            return [(way, each) for each in found]
    return [(DeliveryWay.EMAIL, each) for each in own]


async def next_places(
    work: UnitOfWork, stored: StoredInvoice, own: Sequence[str], able: Collection[DeliveryWay]
) -> Sequence[Place]:
    """Where a paper goes after a failure: by a way that this invoice has not gone yet; none is gone twice."""
    known = await known_buyer(work, stored)
    gone = {each.way for each in await work.deliveries.of_invoice(stored.id)}
    said = known.ways if known and known.ways else USUAL
    for way in (each for each in said if each in able and each not in gone):
        if found := await places_by(work, stored, way, own):
            return [(way, each) for each in found]
    return []


async def places_by(
    work: UnitOfWork, stored: StoredInvoice, way: DeliveryWay, own: Sequence[str]
) -> Sequence[str]:
    """The addresses of one way; an address that returned our letters gets no link either."""
    if way is DeliveryWay.PRINT:
        return [BY_HAND]
    if way is DeliveryWay.TELEGRAM:
        known = await known_buyer(work, stored)
        chats = await work.buyer_chats.of_buyer(stored.company_id, known.id) if known else ()
        return [each.chat for each in chats]
    if way is DeliveryWay.EMAIL:
        return own
    company = stored.company_id
    for each in own:
        if await work.deliveries.suppressed(company, DeliveryWay.EMAIL, each) is None:
            return [each]
    return [BY_HAND]
