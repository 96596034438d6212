"""The ways of a paper to its buyer behind one port; a letter can have gone unnoticed, so `Delivering` keeps its promise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from invoicing.model.delivering import OPEN, DeliveryNews, DeliveryStatus, DeliveryWay
from invoicing.model.errors import Refused
from invoicing.services.delivery.handing_over import NO_NUMBER_YET, awaits_number, is_lawful, superseded
from invoicing.services.delivery.jobs import Deliver
from invoicing.services.delivery.languages import language_to
from invoicing.services.delivery.machine import DeliveryEvent, happened
from invoicing.services.delivery.refusals import words_of
from invoicing.services.jobs import NotYet
from invoicing.services.letters_out import SmtpAnswer
from invoicing.services.messages import Reply
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Delivery, StoredInvoice
from invoicing.services.replies import summary, tell
from invoicing.services.sending.batching import told_together


@dataclass(frozen=True, slots=True)
class Parcel:
    """A paper that may go now.

    Attributes:
        delivery: to whom, and which paper.
        stored: the invoice.
        language: of the buyer: pl, en or uk.
        attempt: how often it had been settled when somebody asked for it once more; 0 the first time.
    """

    delivery: Delivery
    stored: StoredInvoice
    language: str
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class Handed:
    """What a channel knows of it.

    Attributes:
        news: None while nothing is known, as of paper that a person has still to carry.
        said: the words of whoever took it.
        answer: all that a mail server said, with the letter as it went.
    """

    news: DeliveryNews | None = None
    said: str | None = None
    answer: SmtpAnswer | None = None


class DeliveryChannel(Protocol):
    """One way to a buyer; the same parcel twice is the same hand-over."""

    @property
    def channel(self) -> DeliveryWay:
        """Which way it is."""

    async def deliver(self, parcel: Parcel) -> Handed:
        """Hand it over, and say no more of it than is known.

        Raises:
            Refused: it will never take this parcel; the words are kept.
            Unavailable: come back later.
        """


class DeliveringBy:
    """Keeps the promises `Deliver` of one channel; the hand-over matrix is asked at the last moment."""

    def __init__(self, units: UnitsOfWork, clock: Clock, channel: DeliveryChannel) -> None:
        self._units, self._clock, self._channel = units, clock, channel

    async def __call__(self, job: Deliver) -> None:
        """Hand over once; asked again, what has been settled is handed over again and stays what it was.

        Raises:
            Unavailable: the channel asks to come back.
            NotYet: there is no KSeF number, and nothing called an invoice goes out without its codes (D24).
        """
        async with self._units.reading() as work:
            delivery = await work.deliveries.get(job.delivery_id)
            stored = await work.invoices.get(delivery.invoice_id)
            closed = await work.deliveries.suppressed(delivery.company_id, delivery.way, delivery.address)
            language = await language_to(work, stored)
        lawful = is_lawful(delivery.paper, stored, overridden=delivery.reason is not None)
        if delivery.status in OPEN and awaits_number(delivery, stored):
            raise NotYet(NO_NUMBER_YET)
        handed: Handed | None = None
        if closed is not None:
            handed = Handed(DeliveryNews.REFUSED, closed)
        elif lawful and (delivery.status in OPEN or job.attempt):
            handed = await self._deliver(Parcel(delivery, stored, language, job.attempt))
        await self._settle(job, handed, lawful=lawful)

    async def _deliver(self, parcel: Parcel) -> Handed:
        try:
            return await self._channel.deliver(parcel)
        except Refused as refusal:
            return Handed(DeliveryNews.REFUSED, words_of(refusal))

    async def _settle(self, job: Deliver, handed: Handed | None, *, lawful: bool) -> None:
        async with self._units() as work:
            now = await work.deliveries.get(job.delivery_id)
            if not lawful and now.status is DeliveryStatus.QUEUED:
                await work.deliveries.save(superseded(now))
            elif handed is not None and handed.news is not None:
                event = DeliveryEvent(handed.news, self._clock.now(), handed.said)
                await _tell(work, await happened(work, now.id, event), handed, job)
            await work.jobs.finish(job.key)


async def _tell(work: UnitOfWork, delivery: Delivery, handed: Handed, job: Deliver) -> None:
    """Tell the seller; whoever was given something to carry knows already, and a batch is told together."""
    refused = handed.news is DeliveryNews.REFUSED
    stored = await work.invoices.get(delivery.invoice_id)
    if not refused and (not delivery.address or await told_together(work, stored)):
        return
    data = summary(stored) | {
        "way": delivery.way.value,
        "address": delivery.address,
        "status": "refused" if refused else "sent",
        "answer": handed.said,
    }
    cause = f"{job.key}:{data['status']}"
    await tell(work, stored.issued_by, stored.company_id, Reply("way-gone", data), cause)
