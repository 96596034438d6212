"""Buyers in Telegram: they come by a link, confirm what they got, and leave; of everything else they see nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

from invoicing.model.delivering import DeliveryNews, DeliveryStatus, DeliveryWay
from invoicing.services.delivery.buyer_chats import START, BuyerChat
from invoicing.services.delivery.by_telegram import RECEIPT
from invoicing.services.delivery.languages import language_of
from invoicing.services.delivery.machine import DeliveryEvent, happened
from invoicing.services.jobs import Show
from invoicing.services.messages import Channel, Incoming, Json, Reply
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Delivery, Event
from invoicing.services.replies import answer, stale
from invoicing.services.talking import Act

_STOP = "/stop"


class BuyerTalk:
    """Answers buyers; a member of a company is a buyer only by link and button."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def look(
        self, work: UnitOfWork, incoming: Incoming, *, member: bool
    ) -> Callable[[], Awaitable[Act]] | None:
        """What answers a buyer; None for everybody and everything else.

        Args:
            work: for reading.
            incoming: what somebody did.
            member: they belong to a company, or are founding one.
        """
        act = await self._meant(work, incoming, member=member)
        if act is None:
            return None
        bound = partial(act, incoming)

        async def decide() -> Act:
            return bound

        return decide

    async def _meant(
        self, work: UnitOfWork, incoming: Incoming, *, member: bool
    ) -> Callable[[Incoming, UnitOfWork], Awaitable[Sequence[Show]]] | None:
        if incoming.sender.channel is not Channel.TELEGRAM or not incoming.private:
            return None
        if (incoming.start or "").startswith(START):
            return self._arrive
        if incoming.choice is not None and incoming.choice.action == RECEIPT:
            return self._confirm
        if incoming.start is not None or not await work.buyer_chats.in_chat(incoming.chat):
            return None
        if incoming.text.strip().lower() == _STOP:
            return self._leave
        return None if member else self._explain

    async def _arrive(self, incoming: Incoming, work: UnitOfWork) -> Sequence[Show]:
        now = self._clock.now()
        invited = await work.buyer_chats.redeem((incoming.start or "").removeprefix(START), now)
        known = await work.buyers.get(invited.company_id, invited.buyer_id) if invited else None
        if invited is None or known is None:
            return [
                answer(incoming, Reply("buyer-link-over"), cause=f"buyer-link:{(incoming.start or '')[:64]}")
            ]
        language = await language_of(work, invited.company_id, known.buyer)
        await work.buyer_chats.join(
            BuyerChat(invited.company_id, invited.buyer_id, incoming.chat, language, now)
        )
        others = [each for each in known.ways or (DeliveryWay.EMAIL,) if each is not DeliveryWay.TELEGRAM]
        await work.buyers.reach_by(invited.company_id, known.id, [DeliveryWay.TELEGRAM, *others])
        evidence: dict[str, Json] = {"buyer": str(known.id)}
        await work.events.add(Event("buyer-joined", now, None, invited.company_id, evidence=evidence))
        seller = (await work.companies.get(invited.company_id)).profile.seller
        data: dict[str, Json] = {"seller": seller.name, "nip": seller.nip.digits, "buyer": known.buyer.name}
        return [answer(incoming, Reply("buyer-joined", data), language)]

    async def _confirm(self, incoming: Incoming, work: UnitOfWork) -> Sequence[Show]:
        delivery = await self._own(incoming, work)
        if delivery is None:
            return [answer(incoming, replace(stale(), callback=incoming.callback))]
        now = self._clock.now()
        if delivery.status is not DeliveryStatus.CONFIRMED:
            await happened(
                work, delivery.id, DeliveryEvent(DeliveryNews.CONFIRMED, now, evidence={"by": "telegram"})
            )
        stored = await work.invoices.get(delivery.invoice_id)
        data: dict[str, Json] = {"number": stored.invoice.number, "seller": stored.invoice.seller.name}
        language = await language_of(work, stored.company_id, stored.invoice.buyer)
        reply = Reply("buyer-confirmed", data, callback=incoming.callback)
        return [answer(incoming, reply, language, cause=f"buyer-confirmed:{delivery.id}:{incoming.key}")]

    async def _own(self, incoming: Incoming, work: UnitOfWork) -> Delivery | None:
        """The delivery to this very chat; of others' a button tells nothing."""
        subject = incoming.choice.subject if incoming.choice else None
        if subject is None:
            return None
        try:
            delivery = await work.deliveries.get(subject)
        except KeyError:
            return None
        here = delivery.way is DeliveryWay.TELEGRAM and delivery.address == incoming.chat
        return delivery if here else None

    async def _leave(self, incoming: Incoming, work: UnitOfWork) -> Sequence[Show]:
        left, sellers = await work.buyer_chats.leave(incoming.chat), []
        for each in left:
            sellers.append((await work.companies.get(each.company_id)).profile.seller.name)
            evidence: dict[str, Json] = {"buyer": str(each.buyer_id)}
            now = self._clock.now()
            await work.events.add(Event("buyer-left", now, None, each.company_id, evidence=evidence))
        data: dict[str, Json] = {"sellers": [*dict.fromkeys(sellers)]}
        return [answer(incoming, Reply("buyer-left", data), left[0].language if left else None)]

    async def _explain(self, incoming: Incoming, work: UnitOfWork) -> Sequence[Show]:
        """Once a day: who sends here, and how to leave."""
        here = await work.buyer_chats.in_chat(incoming.chat)
        sellers = [(await work.companies.get(each.company_id)).profile.seller.name for each in here]
        data: dict[str, Json] = {"sellers": [*dict.fromkeys(sellers)]}
        cause = f"buyer-here:{incoming.chat}:{self._clock.today()}"
        return [
            answer(incoming, Reply("buyer-here", data, callback=incoming.callback), here[0].language, cause)
        ]
