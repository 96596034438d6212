"""A letter to a buyer is put together: words, papers, the thread it belongs to."""

from __future__ import annotations

from invoicing.model.delivering import DeliveryWay
from invoicing.model.look import Look
from invoicing.model.papers import Paper
from invoicing.services.delivery.addressing import reference_of
from invoicing.services.delivery.channels import Parcel
from invoicing.services.delivery.handing_over import may_have_gone
from invoicing.services.delivery.languages import paper_language
from invoicing.services.delivery.letters import (
    BuyerLetters,
    InvoiceLetter,
    Occasion,
    VerificationLinks,
    logo_of,
)
from invoicing.services.file_refs import DocumentForm
from invoicing.services.letters_out import Attachment, Letter
from invoicing.services.papers.documents import Documents, file_name, paper_name
from invoicing.services.papers.looks import look_of
from invoicing.services.ports import UnitOfWork, UnitsOfWork
from invoicing.services.records import Delivery, StoredInvoice
from invoicing.services.replies import names_number

_FOLLOWS = {
    Paper.VISUALISATION: (Paper.TRANSACTION_CONFIRMATION, Paper.EARLY_VISUALISATION),
    Paper.EARLY_VISUALISATION: (Paper.TRANSACTION_CONFIRMATION,),  # overridden: the confirmation went before
}
"""Which papers a paper answers in their thread, the one that began it first."""


class Composing:
    """Puts letters of deliveries together."""

    def __init__(
        self, units: UnitsOfWork, documents: Documents, letters: BuyerLetters, links: VerificationLinks
    ) -> None:
        self._units, self._documents, self._letters, self._links = units, documents, letters, links

    async def __call__(self, parcel: Parcel, delivery: Delivery) -> Letter:
        """The letter with the paper of a delivery as it travels; it answers the letter that began the thread."""
        stored, language = parcel.stored, parcel.language
        async with self._units.reading() as work:
            first = None if parcel.attempt else await _first_of(work, delivery)
            look = await look_of(work, stored.company_id)
        files = await self._attachments(stored, delivery.paper, language)
        names = tuple(file.name for file in files)
        about = self._about(stored, delivery.paper, names, _occasion(parcel, first), look)
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
            attachments=(*files, *logo_of(look)),
            in_reply_to=first.message_id if first else None,
            sender_name=stored.invoice.seller.name,
            reply_to=stored.invoice.seller.email,
            company_id=stored.company_id,
            reference=reference_of(delivery.id),
        )

    def _about(
        self, stored: StoredInvoice, paper: Paper, files: tuple[str, ...], occasion: Occasion, look: Look
    ) -> InvoiceLetter:
        invoice = stored.invoice
        bears_codes = paper is not Paper.PLAIN_INVOICE
        return InvoiceLetter(
            invoice,
            paper,
            stored.ksef_number,
            occasion,
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


def _occasion(parcel: Parcel, first: Delivery | None) -> Occasion:
    if parcel.attempt:
        return Occasion.COPY
    if first is not None and parcel.delivery.paper is Paper.VISUALISATION:
        return Occasion.NUMBER
    return Occasion.HAND_OVER


async def _first_of(work: UnitOfWork, delivery: Delivery) -> Delivery | None:
    """The letter that this one follows: the paper that began the thread with the same address."""
    earlier = _FOLLOWS.get(delivery.paper, ())
    went = [
        each
        for each in await work.deliveries.of_invoice(delivery.invoice_id)
        if each.paper in earlier
        and each.way is DeliveryWay.EMAIL
        and each.address == delivery.address
        and may_have_gone(each)
    ]
    return min(went, key=lambda each: earlier.index(each.paper), default=None)
