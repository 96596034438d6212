"""Files of an invoice: the XML as it was frozen, the receipt as it came, papers drawn from the XML."""

from __future__ import annotations

import re
from datetime import date

from invoicing.model.errors import Refused
from invoicing.model.handover import check_paper
from invoicing.model.papers import Paper
from invoicing.services.delivery.handing_over import EARLY, row_of
from invoicing.services.file_refs import DocumentForm, DocumentRef
from invoicing.services.papers.ports import ReceiptDrawer
from invoicing.services.ports import FileToShow, IssuerLinks, Renderer, UnitsOfWork
from invoicing.services.records import StoredInvoice

RECEIPT = (DocumentForm.UPO, DocumentForm.UPO_PAGE)
"""The official receipt: what the Ministry's programs read, and what people do."""


class Documents:
    """Fetches the bytes that a `DocumentRef` stands for."""

    def __init__(
        self, units: UnitsOfWork, renderer: Renderer, issuer_links: IssuerLinks, receipts: ReceiptDrawer
    ) -> None:
        self._units, self._renderer, self._issuer_links = units, renderer, issuer_links
        self._receipts = receipts

    async def __call__(self, ref: DocumentRef, language: str) -> FileToShow:
        """The file, named after the invoice.

        Raises:
            Refused: document-not-ready, there is no receipt yet; hand-over-forbidden, by row and article;
                offline-certificate-needed, a paper that bears KOD II cannot be made.
        """
        async with self._units.reading() as work:
            stored = await work.invoices.get(ref.invoice_id)
        if ref.form is DocumentForm.DUPLICATE and ref.on is not None:
            return FileToShow(file_name(stored, ref.form), await self._duplicate(stored, ref.on, language))
        return FileToShow(file_name(stored, ref.form), await self.content(stored, ref.form, language))

    async def _duplicate(self, stored: StoredInvoice, on: date, language: str) -> bytes:
        """A plain invoice once more, marked with the day of the duplicate (art. 106l ust. 2 VATA)."""
        check_paper(row_of(stored), Paper.PLAIN_INVOICE)
        return await self._renderer(stored.xml, None, language, paper=Paper.PLAIN_INVOICE, duplicate=on)

    async def content(self, stored: StoredInvoice, form: DocumentForm, language: str) -> bytes:
        """The bytes of a form; raises as the call."""
        require_ready(stored, form)
        if form is DocumentForm.UPO:
            return await self._receipt(stored)
        if form is DocumentForm.UPO_PAGE:
            return await self._receipt_page(stored, language)
        if form is DocumentForm.XML:
            return stored.xml
        return await self.paper(stored, row_of(stored).delivered, language)

    async def paper(self, stored: StoredInvoice, paper: Paper, language: str) -> bytes:
        """A paper for the buyer; whether it may be given is the matrix's matter.

        Raises:
            Refused: offline-certificate-needed.
        """
        if paper not in EARLY:
            return await self._renderer(stored.xml, stored.ksef_number, language, paper=paper)
        link = await self._issuer_links(stored.company_id, stored.sha256)
        if link is None:
            raise Refused("offline-certificate-needed", number=stored.invoice.number)
        drawn = Paper.VISUALISATION if paper is Paper.EARLY_VISUALISATION else paper
        return await self._renderer(stored.xml, None, language, paper=drawn, issuer_link=link)

    async def _receipt(self, stored: StoredInvoice) -> bytes:
        async with self._units.reading() as work:
            return await work.receipts.get(stored.receipt or b"")

    async def _receipt_page(self, stored: StoredInvoice, language: str) -> bytes:
        if stored.ksef_number is None:
            raise Refused("document-not-ready", number=stored.invoice.number, form=DocumentForm.UPO)
        return await self._receipts(await self._receipt(stored), stored.ksef_number, language)


def require_ready(stored: StoredInvoice, form: DocumentForm) -> None:
    """Refuse what does not exist yet, and a paper that the hand-over matrix forbids.

    A PDF is the visualisation: with the number, with two codes where its buyer may have that before the number, or
    the plain invoice of one that is lawfully outside of KSeF (art. 106gb ust. 5 VATA).

    Raises:
        Refused: document-not-ready, no receipt; hand-over-forbidden, with row, article and the lawful paper.
    """
    # there is no receipt when only KSeF's metadata proved the acceptance
    if form in RECEIPT and stored.receipt is None:
        raise Refused("document-not-ready", number=stored.invoice.number, form=DocumentForm.UPO)
    if form in {DocumentForm.PDF, DocumentForm.PAPER, DocumentForm.DUPLICATE}:
        row = row_of(stored)
        own = form is not DocumentForm.PDF or row.paper is Paper.PLAIN_INVOICE
        check_paper(row, row.paper if own and row.paper is not Paper.NOTHING else Paper.VISUALISATION)


def file_name(stored: StoredInvoice, form: DocumentForm) -> str:
    """A name any file system takes: FV-2026-11-1.pdf, UPO-FV-2026-11-1.xml."""
    if form in RECEIPT:
        return f"UPO-{_stem(stored)}.{'xml' if form is DocumentForm.UPO else 'pdf'}"
    if form is DocumentForm.DUPLICATE:
        return f"Duplikat-{_stem(stored)}.pdf"
    return (
        paper_name(stored, row_of(stored).paper) if form is DocumentForm.PAPER else f"{_stem(stored)}.{form}"
    )


def paper_name(stored: StoredInvoice, paper: Paper) -> str:
    """The name of a paper; a confirmation must not be taken for an invoice."""
    if paper is Paper.TRANSACTION_CONFIRMATION:
        plain = re.sub(r"(?i)faktur\w*", "", _stem(stored)).strip("-.")
        return f"Potwierdzenie-{plain}.pdf" if plain else "Potwierdzenie.pdf"
    return f"{_stem(stored)}.pdf"


def _stem(stored: StoredInvoice) -> str:
    return re.sub(r"[^\w.-]+", "-", stored.invoice.number).strip("-.") or "faktura"
