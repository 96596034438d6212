"""Handing papers to buyers by e-mail: what the matrix allows before the number, and the follow-up with it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from invoicing.model.delivering import OPEN, DeliveryNews, DeliveryStatus, DeliveryWay
from invoicing.model.errors import Refused, Unavailable
from invoicing.services.delivery.by_email import EmailChannel, travelling
from invoicing.services.delivery.channels import Parcel
from invoicing.services.delivery.handing_over import (
    BEGUN,
    EARLY,
    NO_NUMBER_YET,
    HandingOver,
    awaits_number,
    is_lawful,
    own_addresses,
    superseded,
)
from invoicing.services.delivery.jobs import Deliver
from invoicing.services.delivery.languages import language_to
from invoicing.services.delivery.machine import happened, news_of
from invoicing.services.delivery.originals import OriginalKind
from invoicing.services.delivery.overtaken import catch_up
from invoicing.services.delivery.places import next_places
from invoicing.services.delivery.refusals import lines_of, words_of
from invoicing.services.delivery.telling import news_of_letter, tell_of_letter
from invoicing.services.jobs import NotYet
from invoicing.services.letters_out import Letter, SmtpAnswer
from invoicing.services.mailboxes.copies import promise_copy
from invoicing.services.mailboxes.daily import FULL_SAYS, DayIsFull
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Delivery, StoredInvoice

_INTERRUPTED = "mail-interrupted"


@dataclass(frozen=True, slots=True)
class _Outcome:
    """A delivery as it became, with what the server said line by line, and the letter."""

    delivery: Delivery
    said: SmtpAnswer | None = None
    lines: tuple[str, ...] = ()


class Delivering:
    """Sends letters with papers; a Message-ID is fixed, so a repeat is the same letter."""

    def __init__(
        self,
        units: UnitsOfWork,
        clock: Clock,
        channel: EmailChannel,
        *,
        handing_over: HandingOver | None = None,
    ) -> None:
        """`handing_over` knows the other ways, for when a mailbox may send no more today."""
        self._handing_over = handing_over
        self._units, self._clock, self._channel = units, clock, channel

    async def __call__(self, job: Deliver) -> None:
        """Send once.

        Raises:
            Unavailable: the mail server asks to come back.
            NotYet: there is no KSeF number, and nothing called an invoice goes out without its codes (D24).
        """
        async with self._units.reading() as work:
            delivery = await work.deliveries.get(job.delivery_id)
            stored = await work.invoices.get(delivery.invoice_id)
            language = await language_to(work, stored)
            closed = await work.deliveries.suppressed(delivery.company_id, delivery.way, delivery.address)
            known = len(await news_of(work, delivery))
        parcel, settled = Parcel(delivery, stored, language, job.attempt), None
        lawful = is_lawful(delivery.paper, stored, overridden=delivery.reason is not None)
        if delivery.status in OPEN:
            if awaits_number(delivery, stored):
                raise NotYet(NO_NUMBER_YET)
            settled = _Outcome(superseded(delivery)) if not lawful else self._declined(delivery, closed)
            settled = settled or await self._try(job, replace(parcel, attempt=0))
        elif job.attempt and lawful:
            await self._copy(job, parcel)
            return
        await self._settle(job, settled, known)

    def _declined(self, delivery: Delivery, why: str | None) -> _Outcome | None:
        """The delivery to an address that returned our letters; None when it takes them."""
        if why is None:
            return None
        now = self._clock.now()
        return _Outcome(replace(delivery, status=DeliveryStatus.REFUSED, answer=why, settled_at=now))

    async def _copy(self, job: Deliver, parcel: Parcel) -> None:
        """What has gone, as a letter of its own; the delivery stays what it was."""
        stored, again = parcel.stored, travelling(parcel.delivery, parcel.attempt)
        letter = await self._channel.letter(parcel)
        try:
            settled = await self._send(again, letter)
        except Unavailable as later:
            await self._say_that_it_waits(job, again, stored, later)
            raise
        async with self._units() as work:
            await _note(work, settled)
            await tell_of_letter(work, stored, settled.delivery, job)
            await work.jobs.finish(job.key)

    async def _try(self, job: Deliver, parcel: Parcel) -> _Outcome:
        delivery, stored = parcel.delivery, parcel.stored
        letter = await self._channel.letter(parcel)
        if delivery.paper in EARLY:
            await self._mark(delivery, BEGUN)
        try:
            return await self._send(delivery, letter)
        except DayIsFull:
            if delivery.paper in EARLY:
                await self._mark(delivery, delivery.answer)
            if not await self._other_way(stored):
                raise
            now = self._clock.now()
            refused = replace(delivery, status=DeliveryStatus.REFUSED, answer=FULL_SAYS, settled_at=now)
            return _Outcome(refused)
        except Unavailable as later:
            # nor can an earlier try have gone
            declined = "status" in later.details and delivery.answer != BEGUN
            if delivery.paper in EARLY and (declined or isinstance(later, NotYet)):
                await self._mark(delivery, delivery.answer)
            await self._say_that_it_waits(job, delivery, stored, later)
            raise

    async def _other_way(self, stored: StoredInvoice) -> bool:
        """Whether another way than a letter leads to the buyer now; a letter with a link would wait as well."""
        if self._handing_over is None:
            return False
        async with self._units.reading() as work:
            own = await own_addresses(work, stored)
            places = await next_places(work, stored, own, self._handing_over.able)
        return any(way is not DeliveryWay.LINK or not address for way, address in places)

    async def _mark(self, delivery: Delivery, answer: str | None) -> None:
        """Note that it may have gone: dead before the server's answer is written, we could not know it any more."""
        async with self._units() as work:
            now = await work.deliveries.get(delivery.id)
            if now.status in OPEN:
                await work.deliveries.save(replace(now, answer=answer))

    async def _say_that_it_waits(
        self, job: Deliver, delivery: Delivery, stored: StoredInvoice, later: Unavailable
    ) -> None:
        """Tell the seller once: "on its way" would be untrue for as long as the mail server takes nothing."""
        if isinstance(later, NotYet):  # other letters go first; nobody refused anything
            return
        answer = later.details.get("text") or later.reason
        waits = replace(delivery, answer=answer)
        gone = later.reason == _INTERRUPTED
        news = news_of_letter(
            replace(waits, settled_at=self._clock.now()),
            DeliveryNews.UNKNOWN if gone else DeliveryNews.DEFERRED,
            lines_of(later),
        )
        async with self._units() as work:
            same = [event for kind, event in await news_of(work, delivery) if kind is news.news]
            if (
                not same or same[-1].evidence.get("answer") != answer
            ):  # the same words a hundred times prove nothing more
                await happened(work, delivery.id, news)
            await tell_of_letter(work, stored, waits, job)

    async def _send(self, delivery: Delivery, letter: Letter) -> _Outcome:
        try:
            handed = await self._channel.send(letter)
        except Refused as refusal:
            refused = replace(
                delivery,
                status=DeliveryStatus.REFUSED,
                answer=words_of(refusal),
                settled_at=self._clock.now(),
            )
            return _Outcome(refused, lines=lines_of(refusal))
        now = self._clock.now()
        sent = replace(delivery, status=DeliveryStatus.SENT, answer=handed.said, settled_at=now)
        return _Outcome(sent, handed.answer, handed.answer.lines if handed.answer else ())

    async def _settle(self, job: Deliver, settled: _Outcome | None, known: int) -> None:
        async with self._units() as work:
            now = await work.deliveries.get(job.delivery_id)
            if settled is not None and _is_news(now, settled.delivery):
                if settled.delivery.status is DeliveryStatus.SUPERSEDED:
                    await work.deliveries.save(settled.delivery)
                else:
                    stored = await work.invoices.get(now.invoice_id)
                    await _note(work, settled)
                    await tell_of_letter(work, stored, settled.delivery, job)
                    await catch_up(work, settled.delivery, known)
            await work.jobs.finish(job.key)


async def _note(work: UnitOfWork, settled: _Outcome) -> None:
    """Keep the letter as it went, and what the server said."""
    delivery, original = settled.delivery, None
    event = news_of_letter(delivery, DeliveryNews(delivery.status.value), settled.lines)
    if settled.said is not None and settled.said.raw:
        kept = await work.originals.keep(delivery.id, OriginalKind.LETTER, settled.said.raw, event.at)
        original = kept.hex()
        await promise_copy(work, delivery.id, settled.said.raw, kept)
    await happened(work, delivery.id, replace(event, evidence={**event.evidence, "original": original}))


def _is_news(now: Delivery, settled: Delivery) -> bool:
    """Whether the books do not know it yet; a letter that went has gone, whatever was decided meanwhile."""
    went = settled.status is DeliveryStatus.SENT and now.status is DeliveryStatus.SUPERSEDED
    decided = settled.status is DeliveryStatus.SUPERSEDED and now.status is not DeliveryStatus.QUEUED
    return went or (now.status in OPEN and not decided)
