"""What a buyer is promised, and when: by the hand-over matrix (`model/handover`), by e-mail so far.

Before the number a paper goes only in an offline mode: whoever waits some seconds for an online number waits for the
invoice itself. After the number the visualisation follows, in the same thread when something went before.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from invoicing.model.delivering import HELD, DeliveryStatus, DeliveryWay
from invoicing.model.handover import HandOver, HandOverState, hand_over, state_before_number
from invoicing.model.lifecycle import Status
from invoicing.model.papers import Paper
from invoicing.services.access.certificates import wallet_of
from invoicing.services.delivery.jobs import Deliver
from invoicing.services.delivery.places import Place, first_places
from invoicing.services.ids import delivery_id, letter_id
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Delivery, Event, StoredInvoice

EARLY = frozenset({Paper.TRANSACTION_CONFIRMATION, Paper.EARLY_VISUALISATION})
"""Papers with two codes, which only the offline certificate can make."""
NO_NUMBER_YET = 30.0
"""Seconds until we look whether the number has come that a paper waits for."""
BEGUN = "begun"
"""Answer of a letter that was on its way to the server when we last wrote."""
HANDED_OVER, HAND_OVER_REFUSED = "handed-over", "hand-over-refused"
SETTLED = frozenset({HANDED_OVER, HAND_OVER_REFUSED})
"""Events of a letter that the mail server took, or did not want."""


def state_of(stored: StoredInvoice) -> HandOverState:
    """Where the invoice stands in the matrix."""
    if stored.ksef_number is not None:
        return HandOverState.NUMBERED
    if stored.status is Status.REJECTED:
        return HandOverState.REJECTED
    before = state_before_number(stored.offline_mode)
    outside = stored.status is Status.OUTSIDE and before is not HandOverState.TOTAL_FAILURE
    return HandOverState.OUTSIDE if outside else before


def row_of(stored: StoredInvoice) -> HandOver:
    """What its buyer may be given now."""
    return hand_over(stored.invoice.buyer.kind, state_of(stored))


def is_lawful(paper: Paper, stored: StoredInvoice, *, overridden: bool = False) -> bool:
    """Whether a paper that was promised may still go."""
    row = row_of(stored)
    return paper is row.delivered or (overridden and row.overridable and paper is Paper.EARLY_VISUALISATION)


def awaits_number(delivery: Delivery, stored: StoredInvoice) -> bool:
    """Whether it may not go before KSeF has given the number; a refused invoice waits for none."""
    refused = stored.status is Status.REJECTED
    return delivery.paper is Paper.VISUALISATION and stored.ksef_number is None and not refused


async def has_offline_certificate(work: UnitOfWork, stored: StoredInvoice, now: datetime) -> bool:
    """Whether papers with two codes can be made for its company."""
    return (await wallet_of(work, stored.company_id)).offline_certificate(now) is not None


class HandingOver:
    """Promises papers; `domain` is the right side of our letters' Message-IDs."""

    def __init__(self, domain: str, able: Collection[DeliveryWay] = (DeliveryWay.EMAIL,)) -> None:
        """`able` is what this installation can do: a link needs a public address, Telegram a bot."""
        self._domain, self.able = domain, frozenset(able)

    async def after_issue(self, work: UnitOfWork, stored: StoredInvoice) -> None:
        """Promise what the buyer may have at once; nothing where the number comes first, or codes cannot be made."""
        row = row_of(stored)
        early = stored.offline_mode is not None and row.delivered in EARLY
        if row.delivered is Paper.PLAIN_INVOICE or (
            early and await has_offline_certificate(work, stored, stored.issued_at)
        ):
            for way, address in await self._places(work, stored):
                await self.promise(work, stored, row.delivered, to=address, way=way)

    async def after_number(self, work: UnitOfWork, stored: StoredInvoice) -> Delivery | None:
        """Promise the visualisation with the number to whoever had a paper before it, and to the invoice's own addresses.

        What was promised before the number and has not gone falls away.

        Returns:
            The delivery to the first of the invoice's own addresses, or of the others.
        """
        await stop_early(work, stored)
        own = await self._places(work, stored)
        every = await work.deliveries.of_invoice(stored.id)
        others = [(each.way, each.address) for each in every if _awaits_it(each)]
        promised = [
            await self.promise(work, stored, Paper.VISUALISATION, to=to, way=way)
            for way, to in dict.fromkeys([*own, *others])
        ]
        return next(filter(None, promised), None)

    async def _places(self, work: UnitOfWork, stored: StoredInvoice) -> Sequence[Place]:
        """Where a new paper goes: by the first way of the buyer's that leads anywhere."""
        return await first_places(work, stored, await own_addresses(work, stored), self.able)

    async def promise(
        self,
        work: UnitOfWork,
        stored: StoredInvoice,
        paper: Paper,
        reason: str | None = None,
        *,
        to: str | None = None,
        way: DeliveryWay = DeliveryWay.EMAIL,
    ) -> Delivery | None:
        """Promise a letter with a paper; None when nobody said where to. The same paper is promised once.

        Args:
            work: the open transaction.
            stored: the invoice.
            paper: lawful now, or overridden.
            reason: what the owner typed to override the matrix.
            to: another address than the invoice's own; "" by a way that the seller goes himself.
            way: by which way.
        """
        address = to if to is not None else await own_address(work, stored)
        if address is None:
            return None
        delivery = Delivery(
            id=delivery_id(stored.id, way, address, paper),
            invoice_id=stored.id,
            company_id=stored.company_id,
            way=way,
            address=address,
            message_id=letter_id(stored.id, _named(way, address), self._domain, paper),
            paper=paper,
            reason=reason,
        )
        if reason is not None:  # a person wants this very letter to go
            await work.deliveries.allow(delivery.company_id, delivery.way, address)
        if await work.deliveries.add(delivery):
            await work.jobs.enqueue(Deliver(delivery.id, way=way))
            return delivery
        every = await work.deliveries.of_invoice(stored.id)
        return next(each for each in every if (each.way, each.address, each.paper) == (way, address, paper))

    async def once_more(self, work: UnitOfWork, delivery: Delivery) -> None:
        """Promise a letter again that has gone, or that could not go: somebody asks for it."""
        await work.deliveries.allow(delivery.company_id, delivery.way, delivery.address)
        settled = [
            event
            for event in await work.events.of_invoice(delivery.invoice_id)
            if event.what in SETTLED and _is_of(event, delivery)
        ]
        if delivery.status not in HELD:
            await work.deliveries.save(
                replace(delivery, status=DeliveryStatus.QUEUED, answer=None, settled_at=None)
            )
        await work.jobs.enqueue(Deliver(delivery.id, len(settled) or 1, delivery.way))


def _named(way: DeliveryWay, address: str) -> str:
    """What a Message-ID is made from: one address may get a letter with the paper, and one with its link."""
    return address if way is DeliveryWay.EMAIL else f"{way}:{address}"


def _is_of(event: Event, delivery: Delivery) -> bool:
    told = event.evidence
    return (told.get("address"), told.get("paper")) == (delivery.address, delivery.paper.value)


async def own_address(work: UnitOfWork, stored: StoredInvoice) -> str | None:
    """Where the invoice was to go when it was issued; the first of several addresses."""
    return next(iter(await own_addresses(work, stored)), None)


async def own_addresses(work: UnitOfWork, stored: StoredInvoice) -> tuple[str, ...]:
    """Everywhere the invoice was to go when it was issued."""
    draft = await work.drafts.get(stored.draft_id)
    return draft.addresses if draft else ()


def may_have_gone(delivery: Delivery) -> bool:
    """Whether the buyer may hold it."""
    return delivery.status in HELD or delivery.answer == BEGUN


def _awaits_it(delivery: Delivery) -> bool:
    return delivery.paper is Paper.VISUALISATION or (delivery.paper in EARLY and may_have_gone(delivery))


async def stop_early(work: UnitOfWork, stored: StoredInvoice) -> None:
    """Papers for the time before the number that have not gone yet will not go any more."""
    for delivery in await work.deliveries.of_invoice(stored.id):
        if delivery.paper in EARLY and delivery.status is DeliveryStatus.QUEUED:
            await work.deliveries.save(superseded(delivery))


def superseded(delivery: Delivery) -> Delivery:
    """The delivery that will not take place."""
    return replace(delivery, status=DeliveryStatus.SUPERSEDED)
