"""Handing papers to buyers by e-mail: what the matrix allows before the number, and the follow-up with it."""

from __future__ import annotations

from dataclasses import replace

from invoicing.model.delivering import OPEN, DeliveryStatus
from invoicing.model.errors import Refused, Unavailable
from invoicing.model.lifecycle import Status
from invoicing.model.papers import Paper
from invoicing.services.delivery.handing_over import (
    BEGUN,
    EARLY,
    is_lawful,
    may_have_gone,
    superseded,
)
from invoicing.services.delivery.languages import language_to, paper_language
from invoicing.services.delivery.letters import (
    BuyerLetters,
    InvoiceLetter,
    Occasion,
    VerificationLinks,
    logo_of,
)
from invoicing.services.delivery.machine import happened
from invoicing.services.delivery.telling import news_of_letter, tell_of_letter
from invoicing.services.ids import copy_id
from invoicing.services.jobs import Deliver, NotYet
from invoicing.services.messages import DocumentForm
from invoicing.services.papers.documents import Documents, file_name, paper_name
from invoicing.services.papers.looks import look_of
from invoicing.services.ports import Attachment, Clock, Letter, Postman, UnitOfWork, UnitsOfWork
from invoicing.services.records import Delivery, StoredInvoice
from invoicing.services.replies import names_number

_NO_NUMBER_YET = 30.0  # seconds
_FOLLOWS = {
    Paper.VISUALISATION: (Paper.TRANSACTION_CONFIRMATION, Paper.EARLY_VISUALISATION),
    Paper.EARLY_VISUALISATION: (Paper.TRANSACTION_CONFIRMATION,),  # overridden: the confirmation went before
}
"""Which papers a paper answers in their thread, the one that began it first."""


class Delivering:
    """Sends letters with papers; a Message-ID is fixed, so a repeat is the same letter."""

    def __init__(
        self,
        units: UnitsOfWork,
        clock: Clock,
        documents: Documents,
        letters: BuyerLetters,
        postman: Postman,
        *,
        links: VerificationLinks,
    ) -> None:
        self._units, self._clock, self._documents = units, clock, documents
        self._letters, self._postman, self._links = letters, postman, links

    async def __call__(self, job: Deliver) -> None:
        """Send once.

        Raises:
            Unavailable: the mail server asks to come back.
            NotYet: there is no KSeF number, and nothing called an invoice goes out without its codes (D24).
        """
        async with self._units.reading() as work:
            delivery = await work.deliveries.get(job.delivery_id)
            stored = await work.invoices.get(delivery.invoice_id)
            first = await _first(work, delivery)
            closed = await work.deliveries.suppressed(delivery.company_id, delivery.channel, delivery.address)
        settled: Delivery | None = None
        lawful = is_lawful(delivery.paper, stored, overridden=delivery.reason is not None)
        if delivery.status in OPEN:
            if _awaits_number(delivery, stored):
                raise NotYet(_NO_NUMBER_YET)
            settled = superseded(delivery) if not lawful else self._declined(delivery, closed)
            settled = settled or await self._try(job, delivery, stored, first)
        elif job.attempt and lawful:
            await self._copy(job, delivery, stored)
            return
        await self._settle(job, settled)

    def _declined(self, delivery: Delivery, why: str | None) -> Delivery | None:
        """The delivery to an address that returned our letters; None when it takes them."""
        if why is None:
            return None
        return replace(delivery, status=DeliveryStatus.REFUSED, answer=why, settled_at=self._clock.now())

    async def _copy(self, job: Deliver, delivery: Delivery, stored: StoredInvoice) -> None:
        """What has gone, as a letter of its own; the delivery stays what it was.

        A mail reader hides a letter whose Message-ID it has seen.
        """
        name = copy_id(delivery.message_id, job.attempt)
        again = replace(delivery, message_id=name, status=DeliveryStatus.QUEUED, answer=None, settled_at=None)
        letter = await self._letter(stored, again, None, Occasion.COPY)
        try:
            settled = await self._send(again, letter)
        except Unavailable as later:
            await self._say_that_it_waits(job, again, stored, later)
            raise
        async with self._units() as work:
            await happened(work, delivery.id, news_of_letter(settled))
            await tell_of_letter(work, stored, settled, job)
            await work.jobs.finish(job.key)

    async def _try(
        self, job: Deliver, delivery: Delivery, stored: StoredInvoice, first: Delivery | None
    ) -> Delivery:
        letter = await self._letter(stored, delivery, first)
        if delivery.paper in EARLY:
            await self._mark(delivery, BEGUN)
        try:
            return await self._send(delivery, letter)
        except Unavailable as later:
            declined = (
                "status" in later.details and delivery.answer != BEGUN
            )  # nor can an earlier try have gone
            if delivery.paper in EARLY and declined:
                await self._mark(delivery, None)
            await self._say_that_it_waits(job, delivery, stored, later)
            raise

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
        waits = replace(delivery, answer=later.details.get("text") or later.reason)
        async with self._units() as work:
            await tell_of_letter(work, stored, waits, job)

    async def _send(self, delivery: Delivery, letter: Letter) -> Delivery:
        try:
            said = await self._postman.send(letter)
        except Refused as refusal:
            why = " ".join(refusal.details.values()) or refusal.reason
            return replace(delivery, status=DeliveryStatus.REFUSED, answer=why, settled_at=self._clock.now())
        answer = f"{said.code} {said.text}"
        return replace(delivery, status=DeliveryStatus.SENT, answer=answer, settled_at=self._clock.now())

    async def _letter(
        self,
        stored: StoredInvoice,
        delivery: Delivery,
        first: Delivery | None,
        occasion: Occasion = Occasion.HAND_OVER,
    ) -> Letter:
        seller = stored.invoice.seller
        async with self._units.reading() as work:
            language = await language_to(work, stored)
        files = await self._attachments(stored, delivery.paper, language)
        about = await self._about(stored, delivery.paper, tuple(file.name for file in files))
        if first is not None and delivery.paper is Paper.VISUALISATION:
            occasion = Occasion.NUMBER
        about = replace(about, occasion=occasion)
        subject, text, html = self._letters.invoice(about, language)
        if first is not None:
            begun, *_ = self._letters.invoice(InvoiceLetter(stored.invoice, first.paper), language)
            subject = f"Re: {begun}"
        return Letter(
            message_id=delivery.message_id,
            to=delivery.address,
            subject=subject,
            text=text,
            html=html,
            attachments=(*files, *logo_of(about.look)),
            in_reply_to=first.message_id if first else None,
            sender_name=seller.name,
            reply_to=seller.email,
        )

    async def _about(self, stored: StoredInvoice, paper: Paper, files: tuple[str, ...]) -> InvoiceLetter:
        invoice = stored.invoice
        async with self._units.reading() as work:
            look = await look_of(work, stored.company_id)
        bears_codes = paper is not Paper.PLAIN_INVOICE
        return InvoiceLetter(
            invoice,
            paper,
            stored.ksef_number,
            verification_link=self._links(invoice.seller.nip, invoice.issue_date, stored.sha256)
            if bears_codes
            else None,
            number_in_transfer=names_number(stored),
            files=files,
            look=look,
        )

    async def _attachments(
        self, stored: StoredInvoice, paper: Paper, language: str
    ) -> tuple[Attachment, ...]:
        """The paper as a PDF; the XML goes along with what is the invoice itself."""
        drawn = await self._documents.paper(stored, paper, paper_language(language))
        pdf = Attachment(paper_name(stored, paper), "application/pdf", drawn)
        if paper not in {Paper.VISUALISATION, Paper.EARLY_VISUALISATION}:
            return (pdf,)
        return (pdf, Attachment(file_name(stored, DocumentForm.XML), "application/xml", stored.xml))

    async def _settle(self, job: Deliver, settled: Delivery | None) -> None:
        async with self._units() as work:
            now = await work.deliveries.get(job.delivery_id)
            if settled is not None and _news(now, settled):
                stored = await work.invoices.get(settled.invoice_id)
                if settled.status is DeliveryStatus.SUPERSEDED:
                    await work.deliveries.save(settled)
                else:
                    await happened(work, now.id, news_of_letter(settled))
                    await tell_of_letter(work, stored, settled, job)
            await work.jobs.finish(job.key)


def _news(now: Delivery, settled: Delivery) -> bool:
    """Whether the books do not know it yet; a letter that went has gone, whatever was decided meanwhile."""
    went = settled.status is DeliveryStatus.SENT and now.status is DeliveryStatus.SUPERSEDED
    return (now.status in OPEN and settled.status is not now.status) or went


async def _first(work: UnitOfWork, delivery: Delivery) -> Delivery | None:
    """The letter that this one follows: the paper that began the thread with the same address."""
    earlier = _FOLLOWS.get(delivery.paper, ())
    went = [
        each
        for each in await work.deliveries.of_invoice(delivery.invoice_id)
        if each.paper in earlier and each.address == delivery.address and may_have_gone(each)
    ]
    return min(went, key=lambda each: earlier.index(each.paper), default=None)


def _awaits_number(delivery: Delivery, stored: StoredInvoice) -> bool:
    refused = stored.status is Status.REJECTED
    return delivery.paper is Paper.VISUALISATION and stored.ksef_number is None and not refused
