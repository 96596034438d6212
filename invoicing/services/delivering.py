"""Handing an invoice to its buyer by e-mail: a courtesy copy after the number (law: row D2 of the matrix)."""

from __future__ import annotations

from dataclasses import replace

from invoicing.model.errors import Refused, Unavailable
from invoicing.services.batching import told_together
from invoicing.services.documents import Documents, file_name
from invoicing.services.jobs import Deliver, NotYet
from invoicing.services.messages import DocumentForm
from invoicing.services.ports import Attachment, Clock, Letter, Postman, UnitOfWork, UnitsOfWork, Wording
from invoicing.services.records import Delivery, DeliveryStatus, Event, StoredInvoice
from invoicing.services.replies import accepted, tell

_LANGUAGE = "pl"  # of the letter; a buyer's own language is not known yet
_MEDIA_TYPES = {DocumentForm.PDF: "application/pdf", DocumentForm.XML: "application/xml"}
_NO_NUMBER_YET = 30.0  # seconds


class Delivering:
    """Sends the letter with PDF and XML; its Message-ID is fixed, so a repeat is the same letter."""

    def __init__(
        self, units: UnitsOfWork, clock: Clock, documents: Documents, wording: Wording, postman: Postman
    ) -> None:
        self._units, self._clock, self._documents = units, clock, documents
        self._wording, self._postman = wording, postman

    async def __call__(self, job: Deliver) -> None:
        """Send once.

        Raises:
            Unavailable: the mail server asks to come back.
            NotYet: there is no KSeF number, and nothing called an invoice goes out without its codes (D24).
        """
        async with self._units.reading() as work:
            delivery = await work.deliveries.get(job.delivery_id)
            stored = await work.invoices.get(delivery.invoice_id)
        settled: Delivery | None = None
        if delivery.status is DeliveryStatus.QUEUED:
            if stored.ksef_number is None:
                raise NotYet(_NO_NUMBER_YET)
            settled = await self._try(delivery, stored)
        await self._settle(job, settled)

    async def _try(self, delivery: Delivery, stored: StoredInvoice) -> Delivery:
        letter = await self._letter(stored, delivery)
        try:
            return await self._send(delivery, letter)
        except Unavailable as later:
            await self._say_that_it_waits(delivery, stored, later)
            raise

    async def _say_that_it_waits(self, delivery: Delivery, stored: StoredInvoice, later: Unavailable) -> None:
        """Tell the seller once: "on its way" would be untrue for as long as the mail server takes nothing."""
        waits = replace(delivery, answer=later.details.get("text") or later.reason)
        async with self._units() as work:
            if await told_together(work, stored):
                return
            reply = accepted(stored, waits)
            await tell(work, stored.issued_by, stored.company_id, reply, f"delivery:{delivery.id}:waits")

    async def _send(self, delivery: Delivery, letter: Letter) -> Delivery:
        try:
            said = await self._postman.send(letter)
        except Refused as refusal:
            why = " ".join(refusal.details.values()) or refusal.reason
            return replace(delivery, status=DeliveryStatus.REFUSED, answer=why, settled_at=self._clock.now())
        answer = f"{said.code} {said.text}"
        return replace(delivery, status=DeliveryStatus.SENT, answer=answer, settled_at=self._clock.now())

    async def _letter(self, stored: StoredInvoice, delivery: Delivery) -> Letter:
        subject, text, html = self._wording.invoice_letter(stored.invoice, stored.ksef_number, _LANGUAGE)
        attachments = [
            Attachment(
                file_name(stored, form), media_type, await self._documents.content(stored, form, _LANGUAGE)
            )
            for form, media_type in _MEDIA_TYPES.items()
        ]
        seller = stored.invoice.seller
        return Letter(
            message_id=delivery.message_id,
            to=delivery.address,
            subject=subject,
            text=text,
            html=html,
            attachments=tuple(attachments),
            sender_name=seller.name,
            reply_to=seller.email,
        )

    async def _settle(self, job: Deliver, settled: Delivery | None) -> None:
        async with self._units() as work:
            now = await work.deliveries.get(job.delivery_id)
            if settled is not None and now.status is DeliveryStatus.QUEUED:
                stored = await work.invoices.get(settled.invoice_id)
                await work.deliveries.save(settled)
                await work.events.add(_event(settled, stored))
                await _tell(work, settled, stored)
            await work.jobs.finish(job.key)


async def _tell(work: UnitOfWork, settled: Delivery, stored: StoredInvoice) -> None:
    """Of a large batch only the letters that did not go are told."""
    if settled.status is DeliveryStatus.REFUSED or not await told_together(work, stored):
        cause = f"delivery:{settled.id}:{settled.status}"
        await tell(work, stored.issued_by, stored.company_id, accepted(stored, settled), cause)


def _event(delivery: Delivery, stored: StoredInvoice) -> Event:
    evidence = {
        "address": delivery.address,
        "answer": delivery.answer,
        "message_id": delivery.message_id,
        "sha256": stored.sha256.hex(),
    }
    what = "handed-over" if delivery.status is DeliveryStatus.SENT else "hand-over-refused"
    at = delivery.settled_at or stored.issued_at
    return Event(what, at, None, delivery.company_id, delivery.invoice_id, evidence)
