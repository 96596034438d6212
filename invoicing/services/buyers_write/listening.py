"""Letters of buyers: a copy to the address on file goes by itself, rarely; everything else is a task for the seller.

Nothing that a buyer writes changes a book: that it is paid, or that the number is wrong, is said by a tap of the seller's.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from invoicing.model.delivering import DeliveryWay
from invoicing.model.papers import Paper
from invoicing.services.buyers_write.copying import copy, copyable, lawful_paper
from invoicing.services.buyers_write.matching import Written, addresses_on_file, written
from invoicing.services.buyers_write.quoting import only_nip, quoted
from invoicing.services.buyers_write.records import AnswerLimit, BuyerLetter
from invoicing.services.buyers_write.showing import MOST_A_DAY, shown
from invoicing.services.buyers_write.wishes import ANSWERED_BY_COPY, BuyerWish, addresses_in, wishes_of
from invoicing.services.delivery.handing_over import HandingOver
from invoicing.services.ids import buyer_letter_id
from invoicing.services.jobs import Show
from invoicing.services.messages import Incoming, Reply
from invoicing.services.people.freezing import freeze_of
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Event, Role, StoredInvoice
from invoicing.services.replies import tell
from invoicing.services.talking import Act
from invoicing.services.telling.audience import listeners

LIMITS = (AnswerLimit(timedelta(hours=1), 1), AnswerLimit(timedelta(days=1), 10))
"""Copies that go to one address by themselves."""
COPIES = "buyer-copy"
"""Purpose of such answers."""
_TOLD_AT = frozenset(
    {1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000}
)  # letters of one address about one invoice
_ORDER = tuple(BuyerWish)


class BuyersWrite:
    """Takes letters that answer a letter of ours to a buyer; all others are somebody else's."""

    def __init__(self, clock: Clock, handing_over: HandingOver) -> None:
        self._clock, self._handing_over = clock, handing_over

    async def look(
        self, work: UnitOfWork, incoming: Incoming, *, member: bool
    ) -> Callable[[], Awaitable[Act]] | None:
        """What a buyer's letter does; None when it is none.

        Args:
            work: for reading.
            incoming: the letter.
            member: its sender is known as a member of a company.
        """
        if await written(work, incoming, member=member) is None:
            return None

        async def act(work: UnitOfWork) -> Sequence[Show]:
            await self._take(work, incoming, member=member)
            return []

        async def decide() -> Act:
            return act

        return decide

    async def _take(self, work: UnitOfWork, incoming: Incoming, *, member: bool) -> None:
        """Once: a copy of the letter that comes by another way does nothing."""
        now, digest = self._clock.now(), incoming.proof.digest if incoming.proof else None
        if digest is not None and not await work.mail_tokens.take(digest, now):
            return
        about = await written(work, incoming, member=member)
        if about is None:
            return
        letter = await _noted(work, incoming, about, now)
        to = await _on_file(work, about, letter.sender)
        able = await copyable(work, about.stored, now)
        if to is not None and able and await self._may_answer(work, incoming, about, letter, to):
            ended = await copy(work, self._handing_over, about.stored, to)
            letter = replace(letter, ended=ended)
            evidence = {"address": to, "wishes": " ".join(letter.wishes), "outcome": ended.value}
            stored = about.stored
            event = Event("buyer-asked", now, None, stored.company_id, stored.id, evidence=evidence)
            await work.events.add(event)
        await work.buyer_letters.put(letter)
        await _tell(work, about.stored, letter, to, able=able, now=now)

    async def _may_answer(
        self, work: UnitOfWork, incoming: Incoming, about: Written, letter: BuyerLetter, to: str
    ) -> bool:
        """Whether a copy answers the letter, and may go; asked last of all is what counts it."""
        stored, now = about.stored, self._clock.now()
        wants = set(wishes_of(incoming.text, incoming.subject))
        elsewhere = addresses_in(incoming.text) - set(await addresses_on_file(work, stored))
        by_hand = BuyerWish.DUPLICATE in wants and lawful_paper(stored) is Paper.PLAIN_INVOICE
        if not about.answerable or not wants <= ANSWERED_BY_COPY or elsewhere or by_hand:
            return False  # of a plain invoice the seller issues a duplicate (art. 106l VATA)
        if incoming.media is not None or await freeze_of(work, stored.company_id) is not None:
            return False
        if letter.letters > 1 or await work.deliveries.suppressed(stored.company_id, DeliveryWay.EMAIL, to):
            return False  # a task is open: what was not enough the first time is the seller's to see
        return await work.answers.take(to, COPIES, now, LIMITS)


async def _noted(work: UnitOfWork, incoming: Incoming, about: Written, now: datetime) -> BuyerLetter:
    """The letter as it is to be kept: a new one, or counted in with the one that waits."""
    stored, sender = about.stored, incoming.sender.address
    wants = wishes_of(incoming.text, incoming.subject)
    waiting = await work.buyer_letters.open_from(stored.id, sender)
    before = waiting.wishes if waiting else ()
    every = tuple(each for each in _ORDER if each in {*before, *wants})
    if len(every) > 1:
        every = tuple(each for each in every if each is not BuyerWish.OTHER)
    return BuyerLetter(
        waiting.id if waiting else buyer_letter_id(incoming.key),
        stored.company_id,
        stored.id,
        sender,
        every,
        quoted(incoming.text),
        only_nip(incoming.text),
        about.known,
        about.sure,
        (waiting.letters if waiting else 0) + 1,
        now,
    )


async def _on_file(work: UnitOfWork, about: Written, sender: str) -> str | None:
    """The writer's own address where it is on file, else the first that is."""
    on_file = await addresses_on_file(work, about.stored)
    return sender if sender in on_file else next(iter(on_file), None)


async def _tell(
    work: UnitOfWork, stored: StoredInvoice, letter: BuyerLetter, to: str | None, *, able: bool, now: datetime
) -> None:
    """The one who issued it, or the owners when that one is not there; nobody can flood a chat by mail."""
    midnight = datetime.combine(now.date(), time.min, now.tzinfo)
    today = await work.buyer_letters.count_since(stored.company_id, midnight)
    if letter.letters not in _TOLD_AT or today > MOST_A_DAY:
        return
    reply = shown(stored, letter, to=to, copyable=able, today=today)
    await tell_seller(work, stored, reply, f"{reply.tag}:{letter.letters}")


async def tell_seller(work: UnitOfWork, stored: StoredInvoice, reply: Reply, cause: str) -> None:
    """Tell whoever issued an invoice; the company's owners when that person has gone, or has no chat."""
    there = await listeners(work, [stored.company_id])
    mine = [each for each in there if each.person.id == stored.issued_by]
    owners = mine or await listeners(work, [stored.company_id], {Role.OWNER})
    for each in owners:
        await tell(work, each.person.id, stored.company_id, reply, cause)
